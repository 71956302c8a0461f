#!/bin/sh
# nonoverlap in a store that speaks S3: object-store.sh dist s3://BUCKET[/FOLDER]
#
# A store serves one encoding of a file: gzip, which every browser takes. Pages are sent last, so that none names a file that is
# not there yet. The headers of nginx.conf are set in the store's content network; without them the policy inside each page
# still holds, less frame-ancestors.
set -eu
dist=$1
bucket=$2
cd "$dist"

# put FILE: the compressed one where there is one
put() {
    case $1 in
        *.html) type='text/html; charset=utf-8' ;;
        *.js) type='text/javascript; charset=utf-8' ;;
        *.css) type='text/css; charset=utf-8' ;;
        *.wasm) type=application/wasm ;;
        *.svg) type=image/svg+xml ;;
        *.webmanifest) type=application/manifest+json ;;
        *.json) type=application/json ;;
        *) type=application/octet-stream ;;
    esac
    if printf %s "$1" | grep -Eq -- '__HASHED__'; then kept='__KEEP__'; else kept='__ASK__'; fi
    if [ -e "$1.gz" ]; then
        aws s3 cp "$1.gz" "$bucket/$1" --content-type "$type" --cache-control "$kept" --content-encoding gzip
    else
        aws s3 cp "$1" "$bucket/$1" --content-type "$type" --cache-control "$kept"
    fi
}

all() { find . -type f ! -name '*.br' ! -name '*.gz' ! -name _headers | sed 's|^\./||' | sort; }
all | grep -Ev '\.html$|^sw\.js$' | while read -r file; do put "$file"; done
all | grep -E '\.html$|^sw\.js$' | while read -r file; do put "$file"; done
