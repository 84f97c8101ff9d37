#!/usr/bin/env bash
# Checks manifests against Kubernetes' own schemas, which npm carries.
#   tests/kubernetes.sh install     gets the schemas where they are missing
#   tests/kubernetes.sh validate    reads YAML from standard input; fails when a document is not valid
set -euo pipefail
here=$(cd "$(dirname "$0")/kubernetes" && pwd)
cache="${RETORT_TEST_CACHE:-/var/tmp/retort-tests}/kubernetes-$(sha256sum "$here/package.json" | cut -c1-12)"

case "${1:-}" in
    install)
        if [ ! -d "$cache/node_modules/yaml" ]; then
            mkdir -p "$cache"
            cp "$here/package.json" "$cache/"
            npm install --silent --no-fund --no-audit --prefix "$cache" >&2
        fi
        ;;
    validate) NODE_PATH="$cache/node_modules" exec node "$here/validate.js" ;;
    *) echo "install or validate" >&2; exit 2 ;;
esac
