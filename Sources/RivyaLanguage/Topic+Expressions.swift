import RivyaCatalog

extension Topic {
    static let expressions: [Topic] = [
        Topic(
            "words", .expressions, aliases: ["comments", "#"], "text that needs no quotes",
            [
                .text(
                    "`kling-2-6`, `16:9`, `boat.png` and `watercolor` are text as they stand. A word ends at white space and at "
                        + "`( ) [ ] { } , ; \" ' = $ < > | &`. `true`, `false` and `null` are values of their own, and what reads as a number "
                        + "is one."),
                .text("`#` starts a comment where a word could start. A line goes on after a `\\` at its end."),
                .example("let style = watercolor   # a word\nprint C#m"),
            ]),
        Topic(
            "strings", .expressions, aliases: ["text-values", "interpolation", "escapes", "quotes"],
            "text in quotes, with values in it",
            [
                .text(
                    "In `\"...\"` a variable is `$name` or, with fields and indexes, `${row.prompt}`; any other expression is "
                        + "`$(upper($name))`. `'...'` has neither values nor escapes. Text of several lines stands between `\"\"\"`; the "
                        + "indentation of the closing quotes is removed."),
                .text("Escapes: `\\n` `\\t` `\\r` `\\\"` `\\\\` `\\$` `\\u{1F98A}`."),
                .example("let row = {subject: fox, takes: 2}\nprint \"a ${row.subject}, $($row.takes + 1) takes, $5\""),
            ]),
        Topic(
            "numbers", .expressions, aliases: ["arithmetic", "+", "-", "*", "/", "%"],
            "decimal numbers and what can be done with them",
            [
                .text(
                    "Numbers are decimal: `0.1 + 0.2` is `0.3`. They have 34 significant digits. `+ - * / %` need spaces around them; "
                        + "`%` has the sign of the divisor."),
                .example("print (7 / 2) (7 % 3) (1_000 * 1.5)"),
            ]),
        Topic(
            "operators", .expressions, aliases: ["and", "or", "not", "==", "!=", "<", ">", "<=", ">="],
            "comparisons, `and`, `or`, `not`, `in`, and what `+` joins",
            [
                .text(
                    "Loosest first: `if c then a else b`; `or`; `and`; `not`; `== != < <= > >= in`; `..`; `+ -`; `* / %`; `-a`; "
                        + "`a.field` and `a[i]`. Comparisons do not chain."),
                .text(
                    "`==` compares by value, and values of different types are unequal. Two numbers or two texts have an order. `in` "
                        + "looks for an item in a list, a key in a record, a piece in text. `+` also joins two texts, lists or records."
                ),
                .example("let takes = 3\nprint ($takes > 1 and $takes < 5) (fox in [fox, owl]) ([1] + [2])"),
            ]),
        Topic(
            "lists", .expressions, aliases: ["comprehensions", "comprehension", "[]"], "several values in order",
            [
                .text(
                    "Items are separated by commas or newlines, and count from 0; `$xs[-1]` is the last one. A list can be made from "
                        + "another one by a comprehension with several `for` and `if`."),
                .example(
                    "let styles = [noir, pop, gouache]\nprint $styles[-1]\nprint [\"$s fox\" for s in $styles if $s != pop]"
                ),
            ]),
        Topic(
            "records", .expressions, aliases: ["fields", "{}"], "values with names",
            [
                .text(
                    "A key is a word or a quoted string, each only once; keys keep their order. `+` puts two records together, the right "
                        + "one wins."),
                .example("let shot = {subject: fox, seconds: 5}\nprint $shot.subject ($shot + {seconds: 10}).seconds"),
            ]),
        Topic(
            "ranges", .expressions, aliases: ["by", "..", "..<"], "lists of numbers",
            [
                .text(
                    "`1..5` has both ends, `1..<5` leaves out the second. `by` gives a step, exact also for fractions; a range counts "
                        + "down only with a negative step."),
                .example("print (0..1 by 0.25) (3..1 by -1)\nfor take in 1..3 { print $take }"),
            ]),
        Topic(
            "durations", .expressions, "lengths of time",
            [
                .text("A number directly followed by `ms`, `s`, `m` or `h`: `500ms`, `90s`, `10m`, `1.5h`."),
                .example("set timeout 30m\ngen z-image \"a fox\" --timeout 90s"),
            ]),
        Topic(
            "templates", .expressions, aliases: ["paths"], "names of result files",
            [
                .text(OutputTemplate.fieldsSentence),
                .text(
                    "`--save` gives one to a job, the setting `output` to all. `{name}` is the model's id for a job without a name; `{n}` is "
                        + "the number of the result where a job has several. Result files go below the working directory and never "
                        + "overwrite others."),
                .example(
                    "for style in [noir, pop] {\n  gen z-image \"a fox, $style\" --save \"out/{axis.style}-{index}.{ext}\"\n}"
                ),
            ]),
    ]
}
