# What the project's people type. `just` lists it.

_default:
    @just --list

# Everything that CI runs.
check:
    .ci/run

# Rewrite the expected output of the golden folders and of the README's examples; then read the diff.
golden:
    UPDATE=1 cargo test --test all -- golden readme

# How well it finds: all sets of topics of `../shared/eval`, beside the last committed figures. `just eval --help` lists the rest.
eval *arguments="run":
    cargo run --release -p eval -- {{arguments}}

# What it costs, beside the bare program of `../shared/floor`: build, update, queries. `just bench --help` lists the rest.
bench *arguments="run":
    cargo run --release -p bench -- {{arguments}}

# Queries drawn from what the files of a folder hold, and whether they find them.
drawn dir *arguments:
    cargo run --release -p eval -- drawn {{dir}} {{arguments}}

# The trials of a bad night: hostile and large corpora, kills and readers, at full size, as `.ci/run` has no hour for them. Takes 8 GB
# of disk.
soak:
    SOAK=1 cargo test --release --locked --test all -- hostile noise large siege storage --nocapture --test-threads 1

# `query`, `analysis` or `document` under random input, for a minute. Needs the nightly toolchain and cargo-fuzz; see fuzz/README.md.
fuzz target="query" seconds="60":
    cargo +nightly fuzz run {{target}} -- -dict=fuzz/dictionaries/{{target}}.dict -max_total_time={{seconds}}
