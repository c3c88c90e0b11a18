#!/usr/bin/env bash
# From a fresh clone to a first answer; `./setup.sh help` lists what else it does.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cd "$ROOT"
LOGS=.setup
VENV=.venv
QUESTION="How much in sales did we do last quarter?"

# Without compiled modules every start of dbt and Airflow takes twice as long; a PYTHONPATH would hide what is installed.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV
export UV_COMPILE_BYTECODE=1 UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

usage() {
    cat <<'USAGE'
usage: ./setup.sh [COMMAND]

  (none)          build everything: environment, source files, warehouse, marts, docs; then ask a first question
  test            run all checks
  airflow [PORT]  start a local Airflow with its web UI on 127.0.0.1 (port 8080 unless told), until Ctrl-C
  clean           remove everything that was made here; exports of your own in sources/ stay
  help            show this

PYTHON=/path/to/python chooses the Python (3.11 or newer) that the environment is made with.
USAGE
}

main() {
    if [ $# -gt 1 ] && [ "$1" != airflow ]; then
        printf '%s takes nothing after it: %s\n' "$1" "${*:2}" >&2
        exit 2
    fi
    case "${1:-}" in
        "") build ;;
        test) run_checks ;;
        airflow) start_airflow "${@:2}" ;;
        clean) clean ;;
        help | -h | --help) usage ;;
        *)
            printf 'unknown command: %s\n\n' "$1" >&2
            usage >&2
            exit 2
            ;;
    esac
}

# --- building -------------------------------------------------------------------------------------------------------

build() {
    mkdir -p "$LOGS"
    if environment_is_current; then
        line environment "unchanged" 0
    else
        step environment make_environment
    fi
    step sources "$VENV/bin/python" -m sources generate
    pipeline
    printf '\n%s metrics ask "%s"\n' '$' "$QUESTION"
    # 5: the deliveries end before that quarter; the answer says so, and everything is built all the same.
    METRICS_HISTORY=off "$VENV/bin/metrics" ask "$QUESTION" || [ $? -eq 5 ]
}

pipeline() {
    local started=$SECONDS status=0
    # The pipeline names the failing task, its error and its own log itself.
    "$VENV/bin/python" airflow/run.py --if-changed 2>&1 | indent || status=$?
    case $status in
        0) line pipeline "ready" $((SECONDS - started)) ;;
        4) line pipeline "ready; but a file was refused or a metric broke its limit: see above" $((SECONDS - started)) ;;
        *)
            line pipeline "FAILED: see above; what was published before still answers" $((SECONDS - started))
            exit 1
            ;;
    esac
}

# --- the environment ------------------------------------------------------------------------------------------------

environment_is_current() {
    [ -x "$VENV/bin/metrics" ] && [ -f "$LOGS/environment" ] && [ "$(environment_inputs)" = "$(cat "$LOGS/environment")" ]
}

# What the environment is made from; empty when its Python does not run here (any more).
environment_inputs() {
    has_own_paths && "$VENV/bin/python" --version 2>/dev/null && cksum requirements.lock pyproject.toml
}

# The scripts in an environment hold its absolute path: one that was moved is made again.
has_own_paths() {
    [ -x "$VENV/bin/python" ] && grep -qF "$ROOT/$VENV" "$VENV/bin/activate" 2>/dev/null
}

make_environment() {
    rm -f "$LOGS/environment"
    # An installation that was killed may have left half a package, so it starts over; downloads are kept in uv's cache.
    if [ -f "$LOGS/installing" ] || ! has_own_paths || ! "$VENV/bin/python" -c ""; then
        rm -rf "$VENV"
        make_venv "$(find_python)" || return 1
    fi
    : >"$LOGS/installing"
    install_packages || return 1
    rm -f "$LOGS/installing"
    environment_inputs >"$LOGS/environment"
    echo "$("$VENV/bin/python" --version) in $VENV"
}

# The lock was made and tested with 3.11, so that comes first.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do
        if [ -n "$candidate" ] && "$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

make_venv() {
    if [ -z "$1" ]; then
        echo "no Python 3.11 or newer was found; install one, or name it: PYTHON=/path/to/python ./setup.sh" >&2
        return 1
    fi
    if ! "$1" -m venv "$VENV"; then
        rm -rf "$VENV"
        if command -v uv >/dev/null; then
            uv venv --seed --python "$1" "$VENV"
        else
            echo "$1 cannot make virtual environments; on Debian and Ubuntu install python3-venv, or install uv" >&2
            return 1
        fi
    fi
}

install_packages() {
    local uv
    uv=$(command -v uv || true)
    if [ -z "$uv" ]; then
        uv="$ROOT/$VENV/bin/uv"
        "$uv" --version 2>/dev/null || "$VENV/bin/python" -m pip install --quiet uv || return 1
    fi
    # uv does not read pip's configuration; where packages come from a mirror that only pip knows, pip installs them.
    "$uv" pip sync --python "$VENV/bin/python" --require-hashes requirements.lock ||
        "$VENV/bin/python" -m pip install --quiet --require-hashes --no-deps -r requirements.lock || return 1
    "$uv" pip install --python "$VENV/bin/python" --no-deps --editable . ||
        "$VENV/bin/python" -m pip install --quiet --no-deps --editable .
}

# --- checks ---------------------------------------------------------------------------------------------------------

PASSED=0
FAILED=0
TOLD="|"

run_checks() {
    if ! environment_is_current; then
        echo "the environment is not ready; run ./setup.sh first" >&2
        exit 1
    fi
    mkdir -p "$LOGS"
    check "ruff check" ruff check .
    check "ruff format" ruff format --check .
    check "mypy" mypy
    check "import contracts" lint-imports
    # Two cores: two at a time, each taking the next that nobody has begun.
    rm -rf "$LOGS/begun"
    mkdir "$LOGS/begun"
    run_suites &
    run_suites tell_suite
    wait
    local suite
    while read -r suite; do
        if [[ $TOLD != *"|$suite|"* ]]; then tell_suite "$suite"; fi
    done < <(suites)
    printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
    [ "$FAILED" -eq 0 ] && [ "$PASSED" -gt 0 ]
}

# Every suite, those that take longest first: each folder of tests, and the tests beside the folders.
suites() {
    local suite
    for suite in tests/pipeline "tests/*.py" tests/unit tests/golden tests/questions tests/*/; do
        if [ -n "$(tests_of "${suite%/}" | head -n 1)" ]; then echo "${suite%/}"; fi
    done | awk '!seen[$0]++'
}

tests_of() {
    if [ "$1" = "tests/*.py" ]; then
        find tests -maxdepth 1 -name 'test_*.py' | sort
    else
        find "$1" -name 'test_*.py' 2>/dev/null || true
    fi
}

# Run suites that nobody has begun until there are none; with a command, pass it each that has ended.
run_suites() {
    local suite
    while read -r suite; do
        if ! mkdir "$LOGS/begun/${suite//[^a-z]/_}" 2>/dev/null; then
            continue
        elif [ "$suite" = "tests/*.py" ]; then
            run_suite "$suite" tests/test_*.py
        else
            run_suite "$suite" "$suite"
        fi
        if [ $# -gt 0 ]; then "$1" "$suite"; fi
    done < <(suites)
}

# One check that is not a test: it passes or fails as a whole.
check() {
    local name=$1 started=$SECONDS log
    log="$LOGS/${name// /-}.log"
    if "$VENV/bin/$2" "${@:3}" >"$log" 2>&1 </dev/null; then
        line "$name" "passed" $((SECONDS - started))
        PASSED=$((PASSED + 1))
    else
        line "$name" "FAILED" $((SECONDS - started))
        FAILED=$((FAILED + 1))
        indent <"$log"
    fi
}

# One invocation of pytest over what follows the name; its exit status and its seconds stand beside its log.
run_suite() {
    local name=$1 started=$SECONDS log status=0
    log=$(log_of "$name")
    rm -f "$log.status"
    "$VENV/bin/python" -m pytest --color=no "${@:2}" >"$log" 2>&1 </dev/null || status=$?
    echo "$status $((SECONDS - started))" >"$log.status"
}

# Tells how a suite went; no tests at all (exit 5) is a failure like any other, and so is one that was killed.
tell_suite() {
    local name=$1 log summary status=1 seconds=0 failed
    TOLD="$TOLD$name|"
    log=$(log_of "$name")
    read -r status seconds <"$log.status" || true
    summary=$(grep -E '[0-9]+ (passed|failed|error)' "$log" | tail -n 1 || true)
    failed=$(($(count failed "$summary") + $(count 'errors?' "$summary")))
    [ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
    PASSED=$((PASSED + $(count passed "$summary")))
    FAILED=$((FAILED + failed))
    line "pytest $name" "${summary:-no tests ran (pytest exit $status)}" "$seconds"
    [ "$status" -eq 0 ] || indent <"$log"
}

log_of() {
    echo "$LOGS/pytest-$(basename "${1%/\*.py}").log"
}

# count passed "3 failed, 12 passed in 2.1s" -> 12
count() {
    local found
    found=$(printf '%s\n' "$2" | grep -oE "[0-9]+ $1" | grep -oE '^[0-9]+' || true)
    echo "${found:-0}"
}

# --- the rest -------------------------------------------------------------------------------------------------------

start_airflow() {
    if ! environment_is_current; then
        echo "the environment is not ready; run ./setup.sh first" >&2
        exit 1
    fi
    exec "$VENV/bin/python" airflow/serve.py "$@"
}

clean() {
    local python
    python=$(find_python)
    # The simulator knows its own files by their checksums; any other file there is somebody's export.
    if [ -f sources/.simulated.json ] && [ -n "$python" ]; then
        "$python" -m sources reset
        rm -f sources/.simulated.json
    fi
    rmdir sources/postgres sources/salesforce sources/analytics sources/web sources/learning 2>/dev/null || true
    find warehouse -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
    rm -rf airflow/home dbt_project/target dbt_project/logs dbt_project/dbt_packages dbt_project/.user.yml logs .user.yml
    rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage ./*.egg-info
    find . -path ./.git -prune -o -path "./$VENV" -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
    rm -rf "$VENV" "$LOGS"
    echo "removed what was made here"
}

# Run a command as one step: one line if it succeeds, the end of its log if it fails.
step() {
    local name=$1 started=$SECONDS log="$LOGS/$1.log"
    if ("${@:2}") >"$log" 2>&1 </dev/null; then
        line "$name" "$(tail -n 1 "$log")" $((SECONDS - started))
    else
        line "$name" "FAILED" $((SECONDS - started))
        tail -n 15 "$log" | indent >&2
        echo "full log: $LOGS/$name.log" >&2
        exit 1
    fi
}

line() {
    printf '%-18s %4s s  %s\n' "$1" "$3" "$2"
}

indent() {
    local text
    while IFS= read -r text || [ -n "$text" ]; do
        printf '  %s\n' "$text"
    done
}

main "$@"
