#!/usr/bin/env bash
# Scores the models that the tests of cwm-core wrote (ReferenceFilesTest) with read_model.py and compares with the log
# densities that Java stated, to 1e-5 (1 + |log p|). Makes a virtual environment with the versions of requirements.txt.
# Usage: reference/check_read_model.sh [DIRECTORY], by default cwm-core/target/reference
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
files=${1:-$here/../cwm-core/target/reference}

fail() {
  echo "Model file read by Python: FAILED, $*"
  exit 1
}

shopt -s nullglob
models=("$files"/*.cwm)
[ "${#models[@]}" -gt 0 ] || fail "no models in $files: run mvn verify first"

environment=$files/venv
stamp=$environment/.complete
if ! cmp -s "$here/requirements.txt" "$stamp"; then
  rm -rf "$environment"
  python3 -m venv "$environment" || fail "no virtual environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" ||
    fail "numpy and safetensors cannot be installed"
  cp "$here/requirements.txt" "$stamp"
fi

rows=0
for model in "${models[@]}"; do
  base=${model%.cwm}
  "$environment/bin/python" "$here/read_model.py" "$model" "$base.rows.csv" >"$base.python.csv" ||
    fail "$(basename "$model") cannot be read"
  n=$("$environment/bin/python" - "$base.expected.csv" "$base.python.csv" <<'PYTHON'
import sys
expected, actual = ([float(line) for line in open(name)] for name in sys.argv[1:])
if not expected or len(expected) != len(actual):
    sys.exit(f"{len(actual)} densities, expected {len(expected)}")
for i, (e, a) in enumerate(zip(expected, actual)):
    if not abs(a - e) <= 1e-5 * (1 + abs(e)):
        sys.exit(f"row {i}: {a}, expected {e}")
print(len(expected))
PYTHON
  ) || fail "$(basename "$model") scores differently"
  rows=$((rows + n))
done
echo "Model file read by Python: passed, ${#models[@]} models, $rows rows"
