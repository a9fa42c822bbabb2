#!/usr/bin/env bash
# Writes the lock files anew. They name versions and hashes, never a registry's address.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "Installera uv först: pip install uv" >&2; exit 2; }

compile() { # compile OUTPUT SOURCE EXTRA...
  local output=$1
  shift
  uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --custom-compile-command "make locks" --output-file "$output"
}

compile requirements.lock pyproject.toml --extra build
compile requirements-dev.lock pyproject.toml --extra build --extra dev
compile requirements-bench.lock pyproject.toml --extra build --extra bench
compile requirements-fuzz.lock pyproject.toml --extra build --extra fuzz
compile requirements-presidio.lock benchmarks/presidio.in
