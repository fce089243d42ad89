/// Writes programs that parse, as untidily as the grammar allows: the same seed gives the same programs.
struct RandomProgram {
    private var state: UInt64
    private var text = ""
    private var depth = 0

    /// What may stand between two tokens.
    private enum Place {
        /// No line may end here.
        case line
        /// A line may end here: between parentheses, or between the items of a list.
        case lines
    }

    private var place = Place.line

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    /// SplitMix64.
    private mutating func random(below bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        return Int((value.multipliedFullWidth(by: UInt64(bound))).high)
    }

    private mutating func chance(_ percent: Int) -> Bool { random(below: 100) < percent }

    private mutating func pick(_ choices: [String]) -> String { choices[random(below: choices.count)] }

    mutating func next() -> String {
        text = chance(5) ? "\u{FEFF}" : ""
        depth = 0
        statements(count: 1 + random(below: 6))
        return chance(10)
            ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") : text
    }

    // MARK: - White space

    private mutating func space() {
        switch place {
        case .line: text += chance(8) ? " \\\n  " : pick([" ", " ", " ", "  ", "\t"])
        case .lines: text += chance(20) ? line() : pick([" ", " ", "  "])
        }
    }

    private mutating func gap() {
        if chance(30) { space() }
    }

    private mutating func line() -> String {
        chance(30)
            ? " # \(pick(["note", "a \\", "\"", "(", "ünï 🦊 ", "#"]))\n\(chance(20) ? "\n" : "")"
            : pick(["\n", "\n\n\n  "])
    }

    /// In a list a line may end only between items, or before or behind an operator.
    private mutating func inside(_ place: Place, _ body: (inout RandomProgram) -> Void) {
        let outer = self.place
        self.place = place
        depth += 1
        body(&self)
        depth -= 1
        self.place = outer
    }

    // MARK: - Statements

    private mutating func statements(count: Int) {
        for _ in 0..<count {
            text += pick(["", "  ", "\n", "\n\n\n"])
            if chance(20) { text += " # \(pick(["one", "two  ", "#", "\\"]))\n" }
            statement()
            text += chance(20) ? pick([";", " ; "]) : chance(25) ? line() : "\n"
        }
        if chance(10) { text += " # last\n" }
    }

    private mutating func block() {
        text += "{"
        depth += 1
        if chance(30) {
            gap()
            if chance(80) { statement() }
            gap()
        } else {
            text += line()
            statements(count: random(below: 3))
        }
        depth -= 1
        text += "}"
    }

    private mutating func command(_ name: String, items: Int) {
        text += name
        for _ in 0..<items {
            space()
            item()
        }
    }

    private mutating func statement() {
        switch random(below: depth > 2 ? 9 : 13) {
        case 0:
            text += "let"
            space()
            text += "x"
            space()
            value()
        case 1:
            text += "$x"
            gap()
            value()
        case 2: command(pick(["print", "wait"]), items: random(below: 4))
        case 3: command("assert", items: 1 + random(below: 2))
        case 4: command("fail", items: 1)
        case 5: gen()
        case 6: call()
        case 7:
            command("defaults", items: 1)
            space()
            argument()
        case 8:
            text += pick(["break", "continue", "return", "set rate 5", "import 'a b'", "param p = 1", "return ($x)"])
        case 9:
            text += "for"
            space()
            clause()
            if chance(30) {
                text += ","
                gap()
                clause()
            }
            space()
            block()
        case 10, 11:
            text += "if"
            space()
            expression()
            space()
            block()
            while chance(20) {
                text += chance(30) ? line() + "else if " : " else if "
                expression()
                gap()
                block()
            }
            if chance(40) {
                text += chance(40) ? line() : pick(["", " "])
                text += "else"
                gap()
                block()
            }
        default:
            text += pick(["def f()", "def f(a)", "def f( a ,b = 5 )", "def f(a, # one\n b=[1,\n2],)"])
            gap()
            block()
        }
    }

    private mutating func value() {
        text += "="
        if chance(20) { return gen() }
        gap()
        expression()
    }

    private mutating func clause() {
        text += pick(["a", "(a,b)", "( a , b , )"])
        space()
        text += "in"
        space()
        expression()
    }

    private mutating func argument() {
        text += pick(["duration=", "a-b=", "ref="])
        if chance(20) {
            text += pick(["https://a.example/x?y=1&z=2", "a=b", "#fff", "16:9"])
        } else {
            item()
        }
    }

    private mutating func gen() {
        text += "gen"
        space()
        item()
        for _ in 0..<random(below: 4) {
            space()
            switch random(below: 3) {
            case 0: argument()
            case 1:
                text += "..."
                text += pick(["$r", "$r.a", "{a:1}", "f()"])
            default:
                text += pick(["--name", "--repeat"])
                space()
                item()
            }
        }
        if chance(50) {
            space()
            string()
        }
    }

    // MARK: - Expressions

    private mutating func item() {
        switch random(below: depth > 2 ? 4 : 9) {
        case 0: text += pick(["kling-2-6", "16:9", "fox", "img.png", "../a", "C#m", "a\\b", "狐狸", "let"])
        case 1: text += pick(["5", "-3", "1_000", "0.50", "null", "true"])
        case 2: text += pick(["$x", "$row.a", "$x[0]", "$x.a[ -1 ].b"])
        case 3: string()
        case 4, 5: group()
        case 6: list()
        case 7: record()
        default: call()
        }
    }

    private mutating func string() {
        text += pick([
            "\"\"", "\"a $x b\"", "\"#\"", "'raw # \\'", "\"$(upper( $x ))\"", "\"${row.a}\"", "\"\"\"a\n # b\n\"\"\"",
            "\"\"\"\n    a\n      $(1 + # c\n 2)\n    \"\"\"",
        ])
    }

    private mutating func expression() {
        switch random(below: depth > 2 ? 4 : 12) {
        case 0..<6: item()
        case 6, 7:
            item()
            for _ in 0...random(below: 3) {
                space()
                text += pick(["+", "-", "*", "/", "%", "and", "or"])
                space()
                item()
            }
        case 8:
            item()
            space()
            text += pick(["==", "!=", "<", "<=", ">", ">=", "in"])
            space()
            item()
        case 9:
            text += pick(["1..5", "1 .. 5 by 2", "$a..<$b", "$a ..5", "1..<$n - 1", "0..1 by 0.25", "1 .. .5"])
        case 10:
            text += "if"
            space()
            item()
            space()
            text += "then"
            space()
            expression()
            space()
            text += "else"
            space()
            expression()
        default:
            text += pick(["not ", "not  ", "-"])
            text += pick(["$x", "($x)"])
        }
    }

    private mutating func group() {
        inside(.lines) { program in
            program.text += "("
            program.gap()
            if program.chance(15) { program.gen() } else { program.expression() }
            program.gap()
            program.text += ")"
        }
    }

    private mutating func call() {
        inside(.lines) { program in
            program.text += program.pick(["f(", "len(", "zip("])
            for index in 0..<program.random(below: 4) {
                if index > 0 { program.text += "," }
                program.gap()
                if index == 3 { program.text += "n = " }
                program.expression()
                program.gap()
            }
            program.text += ")"
        }
    }

    private mutating func list() {
        text += "["
        separated(count: random(below: 5)) { program in
            program.inside(.line) { $0.expression() }
        }
        if chance(20) {
            text += "[$n * 2\nfor n in $xs # one\n if $n > 1"
            if chance(50) { text += line() }
            text += "]"
        }
        text += "]"
    }

    private mutating func record() {
        let keys = ["a", "\"b c\"", "16", "for", "+"]
        var index = 0
        text += "{"
        separated(count: random(below: 5)) { program in
            program.text += keys[index]
            index += 1
            program.text += program.pick([":", ": ", " : "])
            program.inside(.line) { $0.expression() }
        }
        text += "}"
    }

    /// Items with a separator behind each.
    private mutating func separated(count: Int, _ item: (inout RandomProgram) -> Void) {
        if chance(30) { text += line() }
        for _ in 0..<count {
            item(&self)
            text += pick([",", ", ", " , "])
            if chance(40) { text += line() }
        }
    }
}
