enum RedactionListError: Error {
    case unpairedMark(line: String)
    case length(line: String)
    case unknownKind(String, line: String)
}
