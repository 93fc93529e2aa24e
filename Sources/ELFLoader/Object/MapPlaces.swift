/// The offsets of the maps in `.maps`, for lookup by binary search.
struct MapPlaces {
    /// In ascending order of offsets. If maps share an offset, only the first is listed.
    private var places: [(offset: UInt64, map: Int)] = []

    init(_ maps: [DeclaredMap]) {
        let inOrder = maps.indices.sorted {
            maps[$0].offset == maps[$1].offset ? $0 < $1 : maps[$0].offset < maps[$1].offset
        }
        for map in inOrder where places.last?.offset != maps[map].offset {
            places.append((maps[map].offset, map))
        }
    }

    /// The map that begins at an offset of the section, as an index in `ObjectSpec.maps`.
    func map(startingAt offset: UInt64) -> Int? {
        guard let place = lastPlace(startingBy: offset), places[place].offset == offset else { return nil }
        return places[place].map
    }

    /// The last map that begins at or before an offset of the section.
    func lastMap(startingBy offset: UInt64) -> Int? {
        lastPlace(startingBy: offset).map { places[$0].map }
    }

    private func lastPlace(startingBy offset: UInt64) -> Int? {
        let end = places.endOfPrefix { $0.offset <= offset }
        return end == 0 ? nil : end - 1
    }
}
