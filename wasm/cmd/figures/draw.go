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

// tell counts what became of the bands.
func tell(f facts, bands []band) {
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
func (t *tale) week(f facts) ([]figure, error) {
	from, to := (warmUp-7)*perDay, warmUp*perDay
	view := picture.View(picture.Small, t.bars[from:to], interval)
	n, long, short := t.inSight(&view, from, to)
	if n < 0 {
		return nil, errors.New("the week has at no time a cluster in sight on each side")
	}
	seen := t.bars[n].Start
	low := from
	for i := from; i < to; i++ {
		if t.bars[i].Low < t.bars[low].Low {
			low = i
		}
	}
	described, raster := t.draw(from, to,
		picture.Mark{At: seen, Price: short.Peak.Lower(), Number: 1},
		picture.Mark{At: seen, Price: long.Peak.Lower(), Number: 2},
		picture.Mark{At: t.bars[low].Start, Price: t.bars[low].Low, Number: 3})
	f["week.seen"], f["week.short"], f["week.long"] = clock(seen), place(short), place(long)
	f["truth.single"] = fmt.Sprint(t.single)
	f["week.low"] = clock(t.bars[low].Start)
	out := []figure{{"map", picture.Draw(described, raster)}}
	for _, model := range engine.Models() {
		line := engine.NewTimeline(model, interval, 1)
		for i := range t.bars[:to] {
			if fault := line.Append(0, &t.bars[i]); fault != nil {
				return nil, errors.New(fault.Sentence)
			}
		}
		var raster grid.Raster
		raster.Reset(view)
		line.Raster(&raster, engine.Everything)
		out = append(out, figure{model.Name, picture.Draw(about(model, t.bars[from:to], nil), &raster)})
	}
	truth := about(&engine.Learned, t.bars[from:to], nil)
	truth.Truth, truth.Model = true, "the simulated traders' own positions"
	return append(out, figure{"truth", picture.Draw(truth, t.truth)}), nil
}

// inSight is the latest bar of a week, by quarters of a day, before which the
// largest cluster of each side lay within a view; -1 for none.
func (t *tale) inSight(view *grid.View, from, to int) (n int, long, short *insight.Cluster) {
	for n = to - perDay/4; n > from; n -= perDay / 4 {
		clusters := slices.DeleteFunc(t.at(n).Clusters(nil, cut), func(c insight.Cluster) bool {
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
func (t *tale) magnet(f facts, bands []band) ([]figure, error) {
	var best *band
	for i := range bands {
		b := &bands[i]
		from := b.since - perDay
		view := picture.View(picture.Small, t.bars[from:b.since+patient], interval)
		if low, high := b.Band(); b.touched < 0 && low > view.Bottom && high < view.Top && (best == nil || b.USD > best.USD) {
			best = b
		}
	}
	if best == nil {
		return nil, errors.New("price reached every large band")
	}
	from, to := best.since-perDay, best.since+patient
	described, raster := t.draw(from, to, picture.Mark{At: t.bars[best.since].Start, Price: best.Peak.Lower(), Number: 1})
	f["magnet.band"], f["magnet.since"] = place(&best.Cluster), clock(t.bars[best.since].Start)
	f["magnet.away"] = fmt.Sprintf("%.1f %%", 100*best.Distance(best.price))
	return []figure{{"magnet", picture.Draw(described, raster)}}, nil
}

// swept draws a band that stood for days until price went through all of it.
func (t *tale) swept(f facts, bands []band) ([]figure, error) {
	var best *band
	for i := range bands {
		b := &bands[i]
		if b.touched < b.since+3*perDay/2 || b.touched > b.since+4*perDay || b.touched+5*perDay/2 > len(t.bars) {
			continue
		}
		if share, _ := t.beyond(b.Side, b.Far(), b.touched, perDay/8); share > 0 && (best == nil || b.USD > best.USD) {
			best = b
		}
	}
	if best == nil {
		return nil, errors.New("price went through no band that had stood for days")
	}
	before, after := t.at(best.touched), t.at(best.touched+perDay/8)
	f["swept.band"], f["swept.since"], f["swept.at"] = place(&best.Cluster), clock(t.bars[best.since].Start), clock(t.bars[best.touched].Start)
	f["swept.before"] = dollars(before.Planes[best.Side].Sum(best.Lo, best.Hi))
	f["swept.after"] = dollars(after.Planes[best.Side].Sum(best.Lo, best.Hi))
	peak := best.Peak.Lower()
	described, raster := t.draw(best.since-perDay/2, best.touched+5*perDay/2,
		picture.Mark{At: t.bars[best.since].Start, Price: peak, Number: 1},
		picture.Mark{At: t.bars[best.touched].Start, Price: peak, Number: 2},
		picture.Mark{At: t.bars[best.touched+2*perDay].Start, Price: peak, Number: 3})
	return []figure{{"swept", picture.Draw(described, raster)}}, nil
}

// cascade draws the touch after which price went furthest within four hours,
// and counts what came after all of them.
func (t *tale) cascade(f facts, bands []band) ([]figure, error) {
	const hours = 4 * perDay / 24
	var best *band
	var worst float64
	var counts [3]int
	var without [3]int
	for i := range bands {
		b := &bands[i]
		if count(b.mirrored, b.since) == 1 {
			without[t.after(1-b.Side, b.price*b.price/b.Near(), b.mirrored)]++
		}
		if count(b.touched, b.since) == 0 {
			continue
		}
		counts[t.after(b.Side, b.Near(), b.touched)]++
		if share, _ := t.beyond(b.Side, b.Near(), b.touched, hours); share > worst && b.touched+perDay/2 < len(t.bars) {
			best, worst = b, share
		}
	}
	if best == nil {
		return nil, errors.New("price reached no large band within a day")
	}
	f["fade.decided"], f["fade.on"] = fmt.Sprint(counts[on]+counts[back]), fmt.Sprint(counts[on])
	f["fade.decided.without"], f["fade.on.without"] = fmt.Sprint(without[on]+without[back]), fmt.Sprint(without[on])
	share, extreme := t.beyond(best.Side, best.Near(), best.touched, hours)
	end := t.bars[extreme].Low
	if best.Side == market.Short {
		end = t.bars[extreme].High
	}
	f["fade.band"], f["fade.at"] = place(&best.Cluster), clock(t.bars[best.touched].Start)
	f["fade.share"] = fmt.Sprintf("%.1f %%", 100*share)
	f["fade.minutes"] = fmt.Sprint((extreme - best.touched + 1) * int(interval/market.Minute))
	described, raster := t.draw(best.touched-perDay, best.touched+perDay/2,
		picture.Mark{At: t.bars[best.touched].Start, Price: best.Near(), Number: 1},
		picture.Mark{At: t.bars[extreme].Start, Price: end, Number: 2})
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
