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
