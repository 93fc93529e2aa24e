# Runs in a machine (tools/vm/run.sh), as root: loads the modules in /modules, in an order
# that works, and checks what the loader finds in their types.
#
#   tools/vm/run.sh 6.12 tools/vm/modules.sh loader-check objects modules
#
# modules: nf_conntrack.ko and what it needs, not compressed, out of the kernel's package.
for round in 1 2 3; do
    for module in /modules/*.ko; do insmod "$module" 2>/tmp/insmod.err || true; done
done
grep -q '^nf_conntrack ' /proc/modules || { cat /tmp/insmod.err; exit 1; }
/loader-check --modules /objects
