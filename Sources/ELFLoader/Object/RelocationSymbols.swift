internal import SwiftletELF

/// What the relocations of code refer to, found by symbol or section without a search.
struct RelocationSymbols {
    /// By symbol index: the extern, as an index in `ObjectSpec.externs`.
    private var externs: [Int: Int] = [:]
    private let maps: MapPlaces
    /// By ELF section index: the map of a data section, as an index in `ObjectSpec.maps`.
    private let dataMaps: [Int: Int]
    /// By index of the extern.
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
