#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Regenerate the hashed lock files. Run it with the oldest Python we support (3.11): what only
# older Pythons need is then in, and the newer ones leave it out or take it without harm.
#   requirements/compile.sh [--upgrade | --upgrade-package NAME]
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python3.11}
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT INT TERM
"$python" -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check 'pip-tools>=7.4'
for name in run simulate roster test; do
    CUSTOM_COMPILE_COMMAND="requirements/compile.sh" "$tools/bin/pip-compile" --quiet \
        --generate-hashes --allow-unsafe --strip-extras --resolver=backtracking \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        --output-file="$name.txt" "$@" "$name.in"
    # The index a developer happens to use is nobody else's business.
    if grep -nE '^(-i|--index-url|--extra-index-url|--find-links|--trusted-host|-f)|://' "$name.txt"; then
        echo "$name.txt names an index; remove the lines above" >&2
        exit 1
    fi
done
