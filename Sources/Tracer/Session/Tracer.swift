// The public interface of the tracer: a session, its events, and how they are shown.

@_exported public import TracerCapture
@_exported public import TracerOutput
@_exported public import TracerSecrets
