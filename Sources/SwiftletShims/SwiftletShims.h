/* See module.modulemap. Every function returns what the kernel returns: a result, or -errno. */
#ifndef SWIFTLET_GLIBC_SHIMS_H
#define SWIFTLET_GLIBC_SHIMS_H

#include "shared_memory.h"
#include "bpf_uapi.h"
#include "links.h"
#include "files.h"
#include "owners.h"
#include "sandbox.h"
#include "processes.h"
#include "launch.h"
#include "writer.h"
#include "clocks.h"

#endif
