// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

func room(
    _ name: String, on dependencies: [Target.Dependency] = [], embedding files: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: files.map { .embedInCode($0) }, swiftSettings: strict)
}

func tests(_ name: String, of dependencies: [Target.Dependency], besides data: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, exclude: data, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "vitrine",
    products: [.executable(name: "vitrine", targets: ["vitrine"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CMarkdown", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CKernels"),

        room("Diagnostics"),
        room("Store", on: ["Diagnostics", crypto]),
        room("Content", on: ["Diagnostics", "CMarkdown", yams]),
        room("Tensors", on: ["Diagnostics", "COpenBLAS", "CKernels"]),
        room("Pictures", on: ["Diagnostics", "CPNG", "CJPEG"]),
        room("Networks", on: ["Diagnostics", "Tensors", "CKernels"]),
        room("Models", on: ["Diagnostics", "Tensors", "Pictures", "Networks"]),
        room("Methods", on: ["Diagnostics", "Tensors", "Networks", "Models"]),
        room("Metrics", on: ["Diagnostics", "Tensors", "Pictures", "Networks", "Models", "Methods"]),
        room("Training", on: ["Diagnostics", "Tensors", "Networks", "Models", "Pictures"]),
        room(
            "Gallery",
            on: [
                "Diagnostics", "Store", "Content", "Tensors", "Pictures", "Networks", "Models", "Methods", "Metrics",
                "Training",
            ]),
        room(
            "Website", on: ["Diagnostics", "Store", "Content", "Pictures", "Gallery", "CMarkdown", mustache],
            embedding: ["Theme"]),
        room(
            "Commands",
            on: [
                "Diagnostics", "Store", "Content", "Tensors", "Pictures", "Networks", "Models", "Methods", "Metrics",
                "Training", "Gallery", "Website", arguments,
            ]),
        .executableTarget(name: "vitrine", dependencies: ["Commands"], swiftSettings: strict),

        tests("Diagnostics", of: ["Diagnostics"]),
        tests("Store", of: ["Store", "Diagnostics"]),
        tests("Content", of: ["Content", "Diagnostics"]),
        tests("Tensors", of: ["Tensors", "Diagnostics"]),
        tests("Pictures", of: ["Pictures", "Diagnostics"]),
        tests("Networks", of: ["Networks", "Tensors", "Diagnostics"]),
        tests("Models", of: ["Models", "Networks", "Tensors", "Pictures", "Diagnostics"]),
        tests("Methods", of: ["Methods", "Models", "Networks", "Tensors", "Diagnostics"]),
        tests(
            "Metrics", of: ["Metrics", "Methods", "Models", "Networks", "Pictures", "Tensors", "Diagnostics"]),
        tests("Training", of: ["Training", "Models", "Networks", "Tensors", "Diagnostics"]),
        tests(
            "Gallery",
            of: [
                "Gallery", "Content", "Store", "Methods", "Metrics", "Models", "Pictures", "Tensors", "Training",
                "Diagnostics",
            ]),
        tests(
            "Website", of: ["Website", "Gallery", "Content", "Pictures", "Diagnostics", "Store"], besides: ["Golden"]),
        tests("EndToEnd", of: [], besides: ["Scripts"]),
    ],
    swiftLanguageModes: [.v6]
)
