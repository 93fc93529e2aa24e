// The tracer's public face: a session, the events that come out of it, and how they are shown.

@_exported public import TracerCapture
@_exported public import TracerOutput
