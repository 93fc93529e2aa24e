import Foundation

/// Whether a condition holds within two minutes, which a busy host may need. It is asked every ten milliseconds.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    try eventually(condition, meanwhile: {})
}

/// As `eventually(_:)`; calls `action` each time that the condition did not hold.
package func eventually(
    _ condition: () throws -> Bool, meanwhile action: () throws -> Void
) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: 120)
    while true {
        if try condition() { return true }
        if Date() > end { return false }
        try action()
        usleep(10_000)
    }
}
