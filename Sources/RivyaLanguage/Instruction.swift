/// What an instruction does. `a`, `b` and `c` are its operands; `[x]` is the slot with that number.
enum Opcode: UInt8, Sendable {
    /// [a] = [b]
    case move
    /// [a] = [b] op [c]
    case add, subtract, multiply, divide, remainder
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains
    /// [a] = op [b]
    case negate, not
    /// Goes to c where the comparison of [a] and [b] is false.
    case unlessEqual, unlessNotEqual, unlessLess, unlessLessOrEqual, unlessGreater, unlessGreaterOrEqual
    /// Goes to a.
    case jump
    /// Counts b steps and goes to a, the loop's `next`: the end of a loop's body.
    case loop
    /// Goes to b where [a] is false.
    case jumpIfFalse
    /// Goes to b where [a] is true.
    case jumpIfTrue
    /// Goes to b where [a] has a value.
    case jumpIfSet
    /// [a] must be true or false.
    case checkCondition
    /// [a] must have been declared; b is its name.
    case checkDeclared
    /// [a] = [b].name(c)
    case field
    /// [a] = [b][[c]]
    case index
    /// [a] = the list of the operands at b, c of them
    case makeList
    /// [a] = the record of shape b, its values from operand c on
    case makeRecord
    /// [a] = the text of the operands at b, c of them, joined
    case join
    /// [a] = the list from operand b (lower), b + 1 (upper), b + 2 (step, or -1); c: whether the upper end belongs to it
    case makeRange
    /// Iterator a goes over [b].
    case iterate
    /// Iterator a counts as `makeRange` would: operands at b, c as there.
    case iterateRange
    /// [b] = the next item of iterator a, or goes to c.
    case next
    /// Takes the list [a] apart into the slots at operand b, c of them.
    case takeApart
    /// Builder a starts, takes [b], gives its list to [b].
    case beginList, append, endList
    /// [a] = call of the built-in at site b
    case callBuiltin
    /// [a] = call of the function at site b
    case callFunction
    /// Returns [a] to the caller.
    case returnValue
    /// Carries out module a, unless that was done.
    case runModule
    /// Comes back from a module.
    case endModule
    /// [a] = the job or jobs of gen site b; nothing is stored where c is 1, because nothing reads it
    case gen
    /// Makes the defaults of line a hold.
    case defaults
    /// Gives setting site a its value [b].
    case set
    /// [a] = the value of script parameter b where one was given, else goes on; jumps to c where it was given.
    case param
    /// Prints the operands at a, b of them.
    case print
    /// Waits for the operands at a, b of them.
    case wait
    /// Waits for every job so far.
    case waitAll
    /// Fails where [a] is false, with the message [b], or without one where b is -1.
    case assert
    /// Fails with the message [a].
    case fail
    /// Gives [a] to whoever carries the program out: a bare expression of a session. `null` counts as no value where b
    /// is 1.
    case show
    /// [a] = the list of all jobs of the session
    case listJobs
    case halt
}

/// One step of a program: 16 bytes, so that a loop's body stays in a few cache lines.
struct Instruction: Sendable {
    var op: Opcode
    var a: Int32
    var b: Int32 = 0
    var c: Int32 = 0
}
