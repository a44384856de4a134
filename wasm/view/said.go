package view

import "strconv"

// What the page says where it has no state of this package for it.

// AlertTrialText is what an alert says that is tried.
func AlertTrialText() string { return words[phraseAlertTrial] }

// ClosesIn says how long a bar has to go.
func ClosesIn(countdown string) string { return say(words[phraseClosesIn], countdown) }

// ZoneUnknownText says that the browser does not know a time zone.
func ZoneUnknownText(name string) string { return say(words[phraseZoneUnknown], name) }

// EngineStoppedText says that the engine has stopped and is started again, at once
// or in some seconds.
func EngineStoppedText(seconds int) string {
	if seconds > 0 {
		return say(words[phraseEngineStops], strconv.Itoa(seconds))
	}
	return words[phraseEngineStopped]
}

// PictureText says where a picture went that was to be copied.
func PictureText(saved bool) string {
	if saved {
		return words[phrasePictureSaved]
	}
	return words[phrasePictureCopied]
}

// ExtraBuildText says that the second module is of another build.
func ExtraBuildText() string { return words[phraseExtraBuild] }

// StorageRefusedText says that the device keeps nothing more.
func StorageRefusedText() string { return words[phraseStorageRefused] }
