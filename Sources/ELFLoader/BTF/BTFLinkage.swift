/// The linkage of a variable or function (`BTF_VAR_*`, `BTF_FUNC_*`).
package enum BTFLinkage: UInt32, Sendable {
    /// BTF_VAR_STATIC, BTF_FUNC_STATIC
    case `static` = 0
    /// BTF_VAR_GLOBAL_ALLOCATED, BTF_FUNC_GLOBAL
    case global = 1
    /// BTF_VAR_GLOBAL_EXTERN, BTF_FUNC_EXTERN: defined elsewhere (in the kernel or its configuration)
    case extern = 2
}
