package module

// The locals of the code that writes the tables.
const (
	place  = iota // of the function at hand, from 0
	entry         // address of its pair in the index
	record        // address of its record
	bucket        // address of its first bucket
	word          // of its name
	name          // its place
	locals
)

// writer is the code, as a body of the code section, that writes of each
// function the pair in the index, the number in the record, and the buckets.
// Of the first function it is given the number, and the place of the record
// from the index. Records that have the number of a word get the place of a
// name, which it writes.
func (t *Tables) writer(firstNumber, firstRecord int) []byte {
	var c code
	c.constant(t.Index)
	c.op(opLocalSet, entry)
	c.constant(t.Index + firstRecord)
	c.op(opLocalSet, record)
	c.constant(t.Buckets)
	c.op(opLocalSet, bucket)
	c.op(opLoop, 0x40) // without a result
	{
		c.op(opLocalGet, entry)
		c.number(firstNumber)
		c.store(0)
		c.op(opLocalGet, entry)
		c.op(opLocalGet, record)
		c.constant(-t.Index)
		c.op(opI32Add)
		c.store(4)
		c.op(opLocalGet, record)
		c.number(firstNumber)
		c.store(recordEntry)
		c.add(entry, 8)
		t.writeName(&c)
		c.op(opLocalGet, record)
		c.op(opLocalGet, record)
		c.load(opI32Load, recordValues)
		c.op(opLocalGet, record)
		c.load(opI32Load8, recordData)
		c.op(opI32Add)
		c.constant(2)
		c.op(opI32Shl)
		c.op(opI32Add)
		c.constant(recordSize + 7)
		c.op(opI32Add)
		c.constant(-8)
		c.op(opI32And)
		c.op(opLocalSet, record)
		c.again(t.Functions)
	}
	c.op(opEnd)
	c.constant(0)
	c.op(opLocalSet, place)
	c.op(opLoop, 0x40)
	{
		for b := range bucketsEach {
			c.op(opLocalGet, bucket)
			c.op(opLocalGet, place)
			c.store(b * bucketSize)
		}
		c.add(bucket, bucketsEach*bucketSize)
		c.again(t.Functions - 1)
	}
	c.op(opEnd)
	c.op(opEnd)
	return append([]byte{1, locals, 0x7f}, c.bytes...) // one group of locals: i32
}

// writeName writes the name of the function at hand, and its place in the
// record, where that has the number of a word.
func (t *Tables) writeName(c *code) {
	c.op(opLocalGet, record)
	c.load(opI32Load, recordName)
	c.op(opLocalTee, word)
	c.constant(namedKinds)
	c.op(opI32LtU)
	c.op(opIf, 0x40)
	{
		c.op(opLocalGet, record)
		c.op(opLocalGet, place)
		c.constant(nameSize)
		c.op(opI32Mul)
		c.op(opLocalTee, name)
		c.store(recordName)
		c.op(opLocalGet, name)
		c.op(opLocalGet, word)
		c.constant(wordSize)
		c.op(opI32Mul)
		c.load(opI64Load, t.Words())
		c.op(opI64Store, 0)
		c.bytes = AppendUint(c.bytes, t.Names)
		for i, unit := range [...]int{1000, 100, 10, 1} {
			c.op(opLocalGet, name)
			c.op(opLocalGet, place)
			c.constant(unit)
			c.op(opI32DivU)
			c.constant(10)
			c.op(opI32RemU)
			c.constant('0')
			c.op(opI32Add)
			c.op(opI32Store8, 0)
			c.bytes = AppendUint(c.bytes, t.Names+wordSize+i)
		}
	}
	c.op(opEnd)
}

// code is instructions as they are written one after the other.
type code struct{ bytes []byte }

func (c *code) op(instruction ...byte) { c.bytes = append(c.bytes, instruction...) }

func (c *code) constant(v int) {
	c.bytes = AppendInt(append(c.bytes, opI32Const), int64(v))
}

// store writes the i32 on the stack at the address below it, plus a distance.
func (c *code) store(distance int) {
	c.op(opI32Store, 2) // aligned to 4 bytes
	c.bytes = AppendUint(c.bytes, distance)
}

// load reads at the address on the stack, plus a distance; nothing is said of its
// alignment.
func (c *code) load(instruction byte, distance int) {
	c.op(instruction, 0)
	c.bytes = AppendUint(c.bytes, distance)
}

// number is the function at hand as the tables count them.
func (c *code) number(first int) {
	c.op(opLocalGet, place)
	c.constant(first)
	c.op(opI32Add)
}

// again goes on to the next function, while there are more than places so far.
func (c *code) again(most int) {
	c.op(opLocalGet, place)
	c.constant(1)
	c.op(opI32Add)
	c.op(opLocalTee, place)
	c.constant(most)
	c.op(opI32LtU)
	c.op(opBrIf, 0)
}

// add increases a local.
func (c *code) add(local byte, by int) {
	c.op(opLocalGet, local)
	c.constant(by)
	c.op(opI32Add)
	c.op(opLocalSet, local)
}

// AddStart adds a function without parameters and results, as a body of the
// code section, that runs when the program is instantiated.
func AddStart(sections []Section, body []byte) ([]Section, error) {
	types, a := Find(sections, Type)
	imports, b := Find(sections, Import)
	functions, c := Find(sections, Function)
	bodies, d := Find(sections, Code)
	if _, taken := Find(sections, Start); !(a && b && c && d) || taken {
		return nil, errLayout
	}
	kind, err := grow(types, 0x60, 0, 0) // a function's type without parameters and results
	if err != nil {
		return nil, err
	}
	count, err := grow(functions, AppendUint(nil, kind)...)
	if err != nil {
		return nil, err
	}
	if _, err := grow(bodies, append(AppendUint(nil, len(body)), body...)...); err != nil {
		return nil, err
	}
	imported := NewReader(imports.Body).Uint() // of which Go's linker makes functions alone
	start := Section{Start, AppendUint(nil, imported+count)}
	for i := range sections {
		if id := sections[i].ID; id > Start && id != Custom {
			return append(sections[:i:i], append([]Section{start}, sections[i:]...)...), nil
		}
	}
	return nil, errLayout
}

// grow adds an element to a section that is a list, and says which it is.
func grow(s *Section, element ...byte) (int, error) {
	r := NewReader(s.Body)
	count := r.Uint()
	rest := r.Bytes(r.Len())
	s.Body = append(append(AppendUint(nil, count+1), rest...), element...)
	return count, r.Err()
}
