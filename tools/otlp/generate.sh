#!/usr/bin/env bash
# Regenerates Sources/OTLP/Protobuf: the OTLP messages in Swift, from the official definitions.
#
#   tools/otlp/generate.sh
#
# The definitions come from the Python package opentelemetry-proto. Its descriptors contain everything
# in the .proto files except comments, and protoc reads them directly. Needs protoc (Debian's
# protobuf-compiler) and builds protoc-gen-swift of the swift-protobuf that the package resolves to,
# which takes some minutes the first time.
set -euo pipefail
cd "$(dirname "$0")/../.."

# To update OTLP, change this, run the script, and build.
definitions='opentelemetry-proto==1.45.*'
to=Sources/OTLP/Protobuf
work=.build-otlp-generate
services=opentelemetry/proto/collector/trace/v1/trace_service.proto

command -v protoc >/dev/null || {
    echo 'generate.sh: protoc is missing: apt-get install protobuf-compiler' >&2
    exit 69
}
mkdir -p "$work"
python3 -m pip install --quiet --upgrade --target "$work/python" "$definitions"
PYTHONPATH="$work/python" python3 - "$work/otlp.pb" >"$work/names" <<'PYTHON'
import sys
from google.protobuf import descriptor_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

found = descriptor_pb2.FileDescriptorSet()
names = set()

def add(file):
    if file.name not in names:
        names.add(file.name)
        for needed in file.dependencies:
            add(needed)
        file.CopyToProto(found.file.add())

add(trace_service_pb2.DESCRIPTOR)
with open(sys.argv[1], "wb") as out:
    out.write(found.SerializeToString())
print("\n".join(file.name for file in found.file))
PYTHON
grep -qxF "$services" "$work/names"

if [ ! -x "${PROTOC_GEN_SWIFT:=$work/checkouts/swift-protobuf/.build/debug/protoc-gen-swift}" ]; then
    tools/otlp/swift.sh "$work" package resolve
    swift build --package-path "$work/checkouts/swift-protobuf" --product protoc-gen-swift
fi
rm -rf "$work/swift" && mkdir -p "$work/swift" "$to"
mapfile -t files <"$work/names"
protoc --plugin=protoc-gen-swift="$PROTOC_GEN_SWIFT" --descriptor_set_in="$work/otlp.pb" \
    --swift_out="$work/swift" --swift_opt=Visibility=Package,FileNaming=DropPath,UseAccessLevelOnImports=true \
    "${files[@]}"
rm -f "$to"/*.pb.swift
for file in "$work"/swift/*.pb.swift; do
    # Without the trait there is no SwiftProtobuf to import.
    {
        echo '// swift-format-ignore-file'
        echo '#if OTLP'
        cat "$file"
        echo '#endif'
    } >"$to/$(basename "$file")"
done
ls -l "$to"
