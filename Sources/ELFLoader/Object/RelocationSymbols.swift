internal import SwiftletELF

/// Lookup of the targets of code relocations, by symbol or section.
struct RelocationSymbols {
    /// The index in `ObjectSpec.externs`, keyed by symbol index.
    private var externs: [Int: Int] = [:]
    private let maps: MapPlaces
    /// The index in `ObjectSpec.maps` of each data section's map, keyed by ELF section index.
    private let dataMaps: [Int: Int]
    /// Whether each extern is an option, by index in `ObjectSpec.externs`.
    private let isOption: [Bool]

    init(declared: [DeclaredMap], data: DataSections, externs: [Extern]) {
        for (index, extern) in externs.enumerated() where self.externs[extern.symbol] == nil {
            self.externs[extern.symbol] = index
        }
        maps = MapPlaces(declared)
        dataMaps = data.mapOfSection
        isOption = externs.map { $0.spec.option != nil }
    }

    func extern(_ symbol: ELFSymbol) -> (index: Int, isOption: Bool)? {
        externs[symbol.index].map { ($0, isOption[$0]) }
    }

    func map(at offset: UInt64) -> Int? { maps.map(startingAt: offset) }

    func dataMap(ofSection section: Int) -> Int? { dataMaps[section] }
}
