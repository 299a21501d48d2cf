# What the project's people type. `just` lists it.

_default:
    @just --list

# Everything that CI runs.
check:
    .ci/run

# Rewrite the expected output of the golden folders and of the README's examples; then read the diff.
golden:
    UPDATE=1 cargo test --test all -- golden readme

# The programs as packagers build them.
dist:
    cargo build --profile dist

# How well it finds: all sets of topics of `../shared/eval`, beside the last committed figures. `just eval --help` lists the rest.
eval *arguments="run":
    cargo run --release -p eval -- {{arguments}}

# What it costs, beside the bare program of `../shared/floor`: build, update, queries. `just bench --help` lists the rest.
bench *arguments="run":
    cargo run --release -p bench -- {{arguments}}

# The parser of queries under random input, for a minute. Needs the nightly toolchain and cargo-fuzz; see fuzz/README.md.
fuzz seconds="60":
    cargo +nightly fuzz run query -- -max_total_time={{seconds}}
