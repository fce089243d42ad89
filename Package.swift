// swift-tools-version: 6.2
import PackageDescription

/// Settings that every target of the package is built with. Warnings become errors in CI (`.ci/run` sets `RIVYA_CI`),
/// for this package's targets alone: a new compiler must not break a user's build.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ] + (Context.environment["RIVYA_CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
    name: "rivya",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "rivya", targets: ["rivya"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The pure rooms: text in, values out.
        .target(name: "RivyaSyntax", swiftSettings: settings),
        .testTarget(
            name: "RivyaSyntaxTests", dependencies: ["RivyaSyntax"], exclude: ["Formatting"], swiftSettings: settings),
        .target(name: "CCatalog", exclude: ["models.json"]),
        .target(name: "RivyaCatalog", dependencies: ["CCatalog", "RivyaSyntax"], swiftSettings: settings),
        .testTarget(
            name: "RivyaCatalogTests", dependencies: ["RivyaCatalog", "RivyaSyntax"], swiftSettings: settings),
        .target(name: "CErrorIndex"),
        .target(
            name: "RivyaLanguage", dependencies: ["CErrorIndex", "RivyaSyntax", "RivyaCatalog"],
            swiftSettings: settings),
        .testTarget(
            name: "RivyaLanguageTests", dependencies: ["RivyaCatalog", "RivyaLanguage", "RivyaSyntax"],
            swiftSettings: settings),

        // Runs: what is sent, in which order, and what is known of it afterwards.
        .target(
            name: "RivyaRuns",
            dependencies: [
                "RivyaCatalog", "RivyaSyntax",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaRunsTests",
            dependencies: ["RivyaCatalog", "RivyaLedger", "RivyaRuns", "RivyaSyntax"],
            swiftSettings: settings
        ),
        .target(
            name: "RivyaLedger",
            dependencies: [
                "RivyaCatalog", "RivyaRuns", "RivyaSyntax", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaLedgerTests",
            dependencies: [
                "RivyaCatalog", "RivyaLedger", "RivyaRuns", "RivyaSyntax",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "RivyaClient",
            dependencies: [
                "RivyaRuns", "RivyaCatalog", "RivyaSyntax",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaClientTests",
            dependencies: [
                "RivyaCatalog", "RivyaClient", "RivyaRuns", "RivyaSyntax", "TestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        // The results page: a C target embeds its HTML, CSS and JavaScript.
        .target(name: "CGallery", exclude: ["Page"]),
        .target(
            name: "RivyaGallery",
            dependencies: ["CGallery", "RivyaRuns", "RivyaSyntax"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaGalleryTests",
            dependencies: ["RivyaGallery", "RivyaRuns", "RivyaSyntax"],
            swiftSettings: settings
        ),

        // The service's double, and its clips and tones, which a C target embeds with `#embed`.
        .target(name: "CSimulatorMedia", exclude: ["Media", "make-media.sh"]),
        .target(
            name: "RivyaSimulator",
            dependencies: ["CSimulatorMedia", "RivyaCatalog", "RivyaSyntax"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaSimulatorTests",
            dependencies: ["RivyaSimulator", "RivyaCatalog", "RivyaSyntax"],
            swiftSettings: settings
        ),
        .target(
            name: "RivyaWeb",
            dependencies: [
                "RivyaSimulator", "RivyaGallery", "RivyaSyntax",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaWebTests",
            dependencies: [
                "RivyaCatalog", "RivyaClient", "RivyaGallery", "RivyaRuns", "RivyaSimulator", "RivyaSyntax", "RivyaWeb",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // The terminal.
        .systemLibrary(
            name: "CLibEdit",
            providers: [.apt(["libedit-dev"]), .brew(["libedit"])]
        ),
        .target(name: "RivyaTerminal", dependencies: ["CLibEdit", "RivyaSyntax"], swiftSettings: settings),
        // Processes, pseudo-terminals and servers for tests of whole programs.
        .target(
            name: "TestSupport",
            dependencies: [
                "CLibEdit",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/Support/TestSupport",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "line-editor-probe",
            dependencies: ["RivyaTerminal"],
            path: "Tests/Support/line-editor-probe",
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaTerminalTests",
            dependencies: ["RivyaTerminal", "RivyaSyntax", "TestSupport", "line-editor-probe"],
            swiftSettings: settings
        ),

        // Composition.
        .target(
            name: "RivyaSession",
            dependencies: [
                "RivyaSyntax", "RivyaCatalog", "RivyaLanguage", "RivyaRuns", "RivyaLedger", "RivyaClient",
                "RivyaGallery", "RivyaSimulator", "RivyaWeb", "RivyaTerminal",
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "rivya",
            dependencies: [
                "RivyaSession", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "completion-probe",
            dependencies: ["RivyaCatalog", "RivyaSession", "RivyaTerminal"],
            path: "Tests/Support/completion-probe",
            swiftSettings: settings
        ),
        .testTarget(
            name: "RivyaSessionTests",
            dependencies: [
                "completion-probe", "rivya", "RivyaCatalog", "RivyaGallery", "RivyaLanguage", "RivyaLedger",
                "RivyaRuns", "RivyaSession", "RivyaSyntax", "RivyaTerminal", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
    ]
)

// `make test-pure`: the rooms without a clock, a socket or a third-party library, which build and test in seconds.
if Context.environment["RIVYA_PURE"] != nil {
    let pure: Set = [
        "CCatalog", "CErrorIndex", "RivyaSyntax", "RivyaSyntaxTests", "RivyaCatalog", "RivyaCatalogTests",
        "RivyaLanguage",
        "RivyaLanguageTests",
    ]
    package.targets.removeAll { !pure.contains($0.name) }
    package.products = []
    package.dependencies = []
}
