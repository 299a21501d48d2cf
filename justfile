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
