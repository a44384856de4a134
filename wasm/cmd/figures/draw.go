package main

import (
	"errors"
	"fmt"
	"slices"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/picture"
)

// countBands counts the bands that price has reached, and the mirrored levels.
func countBands(f facts, bands []band) {
	var reached, mirrored int
	for i := range bands {
		reached += count(bands[i].touched, bands[i].since)
		mirrored += count(bands[i].mirrored, bands[i].since)
	}
	f["bands"], f["bands.reached"], f["bands.mirrored"] = fmt.Sprint(len(bands)), fmt.Sprint(reached), fmt.Sprint(mirrored)
}

// count is 1 for a level that was touched within a day.
func count(touched, since int) int {
	if touched >= 0 && touched < since+wait {
		return 1
	}
	return 0
}

// week draws the week that the page opens with: the learned map with marks,
// the other models, and the truth.
func (h *history) week(f facts) ([]figure, error) {
	from, to := (warmUp-7)*perDay, warmUp*perDay
	view := picture.View(picture.Small, h.bars[from:to], interval)
	n, long, short := h.inSight(&view, from, to)
	if n < 0 {
		return nil, errors.New("the week has at no time a cluster in sight on each side")
	}
	seen := h.bars[n].Start
	low := from
	for i := from; i < to; i++ {
		if h.bars[i].Low < h.bars[low].Low {
			low = i
		}
	}
	described, raster := h.draw(from, to,
		picture.Mark{At: seen, Price: short.Peak.Lower(), Number: 1},
		picture.Mark{At: seen, Price: long.Peak.Lower(), Number: 2},
		picture.Mark{At: h.bars[low].Start, Price: h.bars[low].Low, Number: 3})
	f["week.seen"], f["week.short"], f["week.long"] = clock(seen), place(short), place(long)
	f["truth.single"] = fmt.Sprint(h.single)
	f["week.low"] = clock(h.bars[low].Start)
	out := []figure{{"map", picture.Draw(described, raster)}}
	for _, model := range engine.Models() {
		line := engine.NewTimeline(model, interval, 1)
		for i := range h.bars[:to] {
			if fault := line.Append(0, &h.bars[i]); fault != nil {
				return nil, errors.New(fault.Sentence)
			}
		}
		var raster grid.Raster
		raster.Reset(view)
		line.Raster(&raster, engine.Everything)
		out = append(out, figure{model.Name, picture.Draw(about(model, h.bars[from:to], nil), &raster)})
	}
	truth := about(&engine.Learned, h.bars[from:to], nil)
	truth.Truth, truth.Model = true, "the simulated traders' own positions"
	return append(out, figure{"truth", picture.Draw(truth, h.truth)}), nil
}

// inSight is the latest bar of a week, by quarters of a day, before which the
// largest cluster of each side lay within a view; -1 for none.
func (h *history) inSight(view *grid.View, from, to int) (n int, long, short *insight.Cluster) {
	for n = to - perDay/4; n > from; n -= perDay / 4 {
		clusters := slices.DeleteFunc(h.at(n).Clusters(nil, cut), func(c insight.Cluster) bool {
			low, high := c.Band()
			return low < view.Bottom || high > view.Top
		})
		long, short = insight.Largest(clusters, market.Long), insight.Largest(clusters, market.Short)
		if long != nil && short != nil {
			return n, long, short
		}
	}
	return -1, nil, nil
}

// magnet draws the largest band that price left alone for a week.
func (h *history) magnet(f facts, bands []band) ([]figure, error) {
	var best *band
	for i := range bands {
		b := &bands[i]
		from := b.since - perDay
		view := picture.View(picture.Small, h.bars[from:b.since+patient], interval)
		if low, high := b.Band(); b.touched < 0 && low > view.Bottom && high < view.Top && (best == nil || b.USD > best.USD) {
			best = b
		}
	}
	if best == nil {
		return nil, errors.New("price reached every large band")
	}
	from, to := best.since-perDay, best.since+patient
	described, raster := h.draw(from, to, picture.Mark{At: h.bars[best.since].Start, Price: best.Peak.Lower(), Number: 1})
	f["magnet.band"], f["magnet.since"] = place(&best.Cluster), clock(h.bars[best.since].Start)
	f["magnet.away"] = fmt.Sprintf("%.1f %%", 100*best.Distance(best.price))
	return []figure{{"magnet", picture.Draw(described, raster)}}, nil
}

// swept draws a band that stood for days until price went through all of it.
func (h *history) swept(f facts, bands []band) ([]figure, error) {
	var best *band
	for i := range bands {
		b := &bands[i]
		if b.touched < b.since+3*perDay/2 || b.touched > b.since+4*perDay || b.touched+5*perDay/2 > len(h.bars) {
			continue
		}
		if share, _ := h.beyond(b.Side, b.Far(), b.touched, perDay/8); share > 0 && (best == nil || b.USD > best.USD) {
			best = b
		}
	}
	if best == nil {
		return nil, errors.New("price went through no band that had stood for days")
	}
	before, after := h.at(best.touched), h.at(best.touched+perDay/8)
	f["swept.band"], f["swept.since"], f["swept.at"] = place(&best.Cluster), clock(h.bars[best.since].Start), clock(h.bars[best.touched].Start)
	f["swept.before"] = dollars(before.Planes[best.Side].Sum(best.Lo, best.Hi))
	f["swept.after"] = dollars(after.Planes[best.Side].Sum(best.Lo, best.Hi))
	peak := best.Peak.Lower()
	described, raster := h.draw(best.since-perDay/2, best.touched+5*perDay/2,
		picture.Mark{At: h.bars[best.since].Start, Price: peak, Number: 1},
		picture.Mark{At: h.bars[best.touched].Start, Price: peak, Number: 2},
		picture.Mark{At: h.bars[best.touched+2*perDay].Start, Price: peak, Number: 3})
	return []figure{{"swept", picture.Draw(described, raster)}}, nil
}

// cascade draws the touch after which price went furthest within four hours,
// and counts what came after all of them.
func (h *history) cascade(f facts, bands []band) ([]figure, error) {
	const hours = 4 * perDay / 24
	var best *band
	var worst float64
	var counts [3]int
	var without [3]int
	for i := range bands {
		b := &bands[i]
		if count(b.mirrored, b.since) == 1 {
			without[h.after(1-b.Side, b.price*b.price/b.Near(), b.mirrored)]++
		}
		if count(b.touched, b.since) == 0 {
			continue
		}
		counts[h.after(b.Side, b.Near(), b.touched)]++
		if share, _ := h.beyond(b.Side, b.Near(), b.touched, hours); share > worst && b.touched+perDay/2 < len(h.bars) {
			best, worst = b, share
		}
	}
	if best == nil {
		return nil, errors.New("price reached no large band within a day")
	}
	f["fade.decided"], f["fade.on"] = fmt.Sprint(counts[on]+counts[back]), fmt.Sprint(counts[on])
	f["fade.decided.without"], f["fade.on.without"] = fmt.Sprint(without[on]+without[back]), fmt.Sprint(without[on])
	share, extreme := h.beyond(best.Side, best.Near(), best.touched, hours)
	end := h.bars[extreme].Low
	if best.Side == market.Short {
		end = h.bars[extreme].High
	}
	f["fade.band"], f["fade.at"] = place(&best.Cluster), clock(h.bars[best.touched].Start)
	f["fade.share"] = fmt.Sprintf("%.1f %%", 100*share)
	f["fade.minutes"] = fmt.Sprint((extreme - best.touched + 1) * int(interval/market.Minute))
	described, raster := h.draw(best.touched-perDay, best.touched+perDay/2,
		picture.Mark{At: h.bars[best.touched].Start, Price: best.Near(), Number: 1},
		picture.Mark{At: h.bars[extreme].Start, Price: end, Number: 2})
	return []figure{{"cascade", picture.Draw(described, raster)}}, nil
}

// place is a cluster for people.
func place(c *insight.Cluster) string {
	low, high := c.Band()
	return fmt.Sprintf("%s of %ss between %s and %s", dollars(c.USD), c.Side, price(low), price(high))
}

func dollars(usd market.USD) string {
	switch {
	case usd >= 1e6:
		return fmt.Sprintf("$%.1fM", float64(usd)/1e6)
	case usd >= 1e3:
		return fmt.Sprintf("$%.0fK", float64(usd)/1e3)
	}
	return fmt.Sprintf("$%.0f", float64(usd))
}

// price is one of this market, to the dollar, its thousands apart.
func price(p market.Price) string {
	whole := int(p + .5)
	return fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
}
