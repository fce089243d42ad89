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

// A package of its own, because a program that prints figures has no place in the other one. The plan that is measured
// is the real one: the folder `Sources/RivyaRuns` holds links to its files, which need nothing but Foundation.
let package = Package(
    name: "rivya-polling",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "RivyaRuns", swiftSettings: settings),
        .executableTarget(name: "polling", dependencies: ["RivyaRuns"], swiftSettings: settings),
    ]
)
