package market

// Rescale brings an event to a unit of its coin that is so many of the one it
// was told in: its prices become so many times as large, its sizes that part.
// Dollars and rates stay. Levels of a book are changed where they stand. An
// instrument stays in its venue's units.
func (e *Event) Rescale(times float64) {
	price := func(p *Price) { *p *= Price(times) }
	size := func(b *Base) { *b /= Base(times) }
	switch e.Kind {
	case KindTrade:
		price(&e.Trade.Price)
		size(&e.Trade.Base)
	case KindBar:
		b := &e.Candle.Bar
		for _, p := range [...]*Price{&b.Open, &b.High, &b.Low, &b.Close, &b.MarkHigh, &b.MarkLow} {
			price(p)
		}
		for _, s := range [...]*Base{&b.Volume, &b.TakerBuy, &b.OpenInterest} {
			size(s)
		}
	case KindMark:
		price(&e.Mark.Mark)
		price(&e.Mark.Index)
	case KindOpenInterest:
		size(&e.OpenInterest.Base)
	case KindLiquidation:
		price(&e.Liquidation.Price)
		size(&e.Liquidation.Base)
	case KindTier:
		size(&e.Tier.CapBase)
	case KindBookSnapshot, KindBookDelta:
		for _, levels := range [...][]Level{e.Book.Bids, e.Book.Asks} {
			for i := range levels {
				price(&levels[i].Price)
				size(&levels[i].Base)
			}
		}
	}
}
