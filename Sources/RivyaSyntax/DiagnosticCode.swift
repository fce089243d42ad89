/// The stable code of a diagnostic. A code is never re-used for another meaning; `Documentation/Errors.md` has an
/// entry for each.
package enum DiagnosticCode: String, Sendable, CaseIterable {
    // Files and text.
    case unreadableScript = "R0001"
    case invalidUTF8 = "R0002"
    case scriptTooLarge = "R0003"
    case binaryScript = "R0004"
    case emptyScript = "R0005"

    // Syntax.
    case unexpectedToken = "R0101"
    case unterminatedString = "R0102"
    case unclosedBracket = "R0103"
    case badEscape = "R0104"
    case badInterpolation = "R0105"
    case touchingItems = "R0106"
    case chainedComparison = "R0107"
    case repeatedKey = "R0108"
    case badIndentation = "R0109"
    case badIdentifier = "R0110"
    case nestingTooDeep = "R0111"
    case bareExpression = "R0112"
    case misplacedStatement = "R0113"
    case stringTooLong = "R0114"
    case repeatedArgument = "R0115"
    case unspacedOperator = "R0116"

    // Names.
    case unknownVariable = "R0201"
    case unknownFunction = "R0202"
    case alreadyDeclared = "R0203"
    case unknownField = "R0204"
    case recursion = "R0205"
    case wrongArguments = "R0206"
    case unknownSetting = "R0207"
    case unknownOption = "R0208"
    case importFailed = "R0210"
    case usedBeforeDeclaration = "R0211"

    // Requests.
    case unknownModel = "R0301"
    case valueNotAllowed = "R0302"
    case unknownParameter = "R0303"
    case numberOutOfRange = "R0304"
    case wrongValueType = "R0305"
    case missingPrompt = "R0306"
    case promptTooLong = "R0307"
    case missingParameter = "R0308"
    case modelNotCallable = "R0309"
    case badReference = "R0310"
    case missingReference = "R0311"
    case referenceKind = "R0312"
    case referenceTooLarge = "R0313"
    case tooManyReferences = "R0314"
    case noReferencesTaken = "R0315"
    case badOptionValue = "R0316"
    case badTemplate = "R0317"
    case clashingPaths = "R0318"
    case brokenReference = "R0319"

    // Evaluation.
    case typeMismatch = "R0401"
    case divisionByZero = "R0402"
    case indexOutOfRange = "R0403"
    case emptyCollection = "R0404"
    case zeroStep = "R0405"
    case numberTooLarge = "R0406"
    case assertionFailed = "R0407"
    case failed = "R0408"
    case badArgument = "R0409"
    case badText = "R0410"

    // Files read by scripts.
    case fileNotFound = "R0501"
    case fileOutsideFolder = "R0502"
    case fileTooLarge = "R0503"
    case fileNotText = "R0504"
    case badCSV = "R0505"
    case badJSON = "R0506"

    // Settings and limits.
    case badSetting = "R0601"
    case stepLimit = "R0602"
    case memoryLimit = "R0603"
    case requestLimit = "R0604"
    case listTooLong = "R0605"

    // The catalog itself.
    case uncheckedModel = "R0701"

    // Remarks: what looks unmeant.
    case wordListLines = "R0801"
    case equalRequests = "R0802"
    case unseenCharacter = "R0803"
    case unusualCharacter = "R0804"
    case noRows = "R0805"
    case unfinishedReference = "R0806"
    case equalRows = "R0807"
}
