/// The user's own type of a name that the loader has, too.
struct Instruction {
    var text: String
}
