package feed

// Relayed reports that requests go through the relay.
func (q *RequestQueue) Relayed() bool { return q.relayed }

// Waiting is how many jobs are not done.
func (q *RequestQueue) Waiting() int { return len(q.jobs) }
