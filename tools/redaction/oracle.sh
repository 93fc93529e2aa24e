#!/usr/bin/env bash
# Compares redaction with PyPI's detect-secrets, which is installed in .build/detect-secrets.
#
#   tools/redaction/oracle.sh SWIFTLET
set -euo pipefail
cd "$(dirname "$0")/../.."

version=1.5.0
folder=.build/detect-secrets
if [ ! -e "$folder/$version" ]; then
    rm -rf "$folder"
    if ! python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
        --target "$folder" "detect-secrets==$version" 2>"$folder.log"
    then
        echo "LEFT OUT: redaction beside detect-secrets, which can't be installed from PyPI:" \
            "$(tail -n 1 "$folder.log")" >&2
        exit 0
    fi
    touch "$folder/$version"
fi
PYTHONPATH="$folder" exec python3 tools/redaction/oracle.py "$1" Tests/RedactionLists
