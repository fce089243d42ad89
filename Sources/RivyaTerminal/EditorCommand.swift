import CLibEdit

/// What a bound function tells libedit to do next.
enum EditorCommand {
    /// Nothing: the screen is right already.
    static let done = UInt8(CC_NORM)
    /// The line has changed.
    static let changed = UInt8(CC_REFRESH)
    /// The line ends here.
    static let lineEnded = UInt8(CC_NEWLINE)
    /// Reading ends without a line.
    static let ended = UInt8(CC_EOF)
    /// Beep.
    static let failed = UInt8(CC_ERROR)
}
