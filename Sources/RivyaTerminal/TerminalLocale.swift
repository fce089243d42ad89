#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

enum TerminalLocale {
    /// Makes the C library read and measure UTF-8. Without it libedit throws every character beyond ASCII away.
    ///
    /// Only the character set is taken from the environment; numbers and messages stay as they are.
    static func useUTF8() {
        for name in ["", "C.UTF-8", "en_US.UTF-8"] {
            guard setlocale(LC_CTYPE, name) != nil, let codeset = nl_langinfo(nl_item(CODESET)) else { continue }
            if String(cString: codeset).uppercased() == "UTF-8" { return }
        }
    }
}
