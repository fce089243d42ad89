// swift-tools-version: 6.2
import PackageDescription

/// As in the package that the sources belong to.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

// A package of its own, so that a build for fuzzing needs no library and disturbs no other build. What is tested is
// reached through links in `Sources`: SwiftPM takes no sources from outside of a package, and `package` declarations are
// seen within one package only.
let package = Package(
    name: "rivya-fuzzing",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "RivyaSyntax", swiftSettings: settings),
        .target(name: "CCatalog", exclude: ["models.json"]),
        .target(name: "RivyaCatalog", dependencies: ["CCatalog", "RivyaSyntax"], swiftSettings: settings),
        .target(name: "CErrorIndex"),
        .target(
            name: "RivyaLanguage", dependencies: ["CErrorIndex", "RivyaCatalog", "RivyaSyntax"],
            swiftSettings: settings),
        // Of these two rooms what reads answers, and of SwiftNIO the one type that it needs.
        .target(name: "NIOHTTP1"),
        .target(name: "RivyaRuns", dependencies: ["RivyaCatalog", "RivyaSyntax"], swiftSettings: settings),
        .target(
            name: "RivyaClient", dependencies: ["NIOHTTP1", "RivyaCatalog", "RivyaRuns", "RivyaSyntax"],
            swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]),
        .executableTarget(
            name: "rivya-answer-fuzz",
            dependencies: ["NIOHTTP1", "RivyaCatalog", "RivyaClient", "RivyaRuns", "RivyaSyntax"],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        ),
        .executableTarget(
            name: "rivya-fuzz",
            dependencies: ["RivyaCatalog", "RivyaLanguage", "RivyaSyntax"],
            // The fuzzer brings its own `main`.
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]
        ),
    ]
)
