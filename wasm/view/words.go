package view

import (
	"strings"
)

// phrase is a sentence that the page makes, or a part of one.
type phrase int

// The phrases. A language is a table of them in this order, of which english is
// one; {0}, {1} and so on are the figures and names that a phrase is made with, in
// whatever order the language needs them.
const (
	// Sides, and where they are forced out from the price on.
	phraseLongs phrase = iota
	phraseShorts
	phraseLongsOrShorts
	phraseAbove
	phraseBelow
	phraseUsdOf

	// Headline, news and table of clusters. A semicolon and a bracket part what is said beside the rest.
	phraseLead
	phraseClusterAway
	phraseClusterHere
	phraseWithinReach
	phraseWithinBoth
	phraseNoneAbove
	phraseNoneBelow
	phraseNoneStands
	phraseNoneSignificant
	phraseFundingPositive
	phraseFundingNegative
	phraseFundingZero
	phraseBalance
	phraseBalanceNothing
	phraseBalanceEven
	phraseBalanceOneSided
	phraseBalanceTimes
	phraseOfAtTo
	phraseNewsSwept
	phraseNewsNew
	phraseNewsFrom
	phraseNewsGrown
	phraseNewsTouched
	phraseNewsUntouched
	phraseNewsNone
	phraseNewsSince
	phraseMore
	phraseFoldNear
	phraseFoldMore
	phraseCounting
	phraseAgeAtLeast
	phraseAgeNew
	phraseSummary
	phraseSummaryCluster
	phraseSummaryNone
	phraseMarkLargest
	phraseMarkPain

	// State of the data.
	phraseStatusLoading
	phraseStatusRestarting
	phraseStatusSilent
	phraseStatusReplay
	phraseStatusReplaySimulated
	phraseStatusSimulated
	phraseStatusRecording
	phraseStatusStale
	phraseStatusLive
	phraseStatusWithout
	phraseStatusHistory
	phraseHalfFeed
	phraseHalfHistory
	phraseHealthRelayed
	phraseHealthNo
	phraseBuiltFrom
	phraseBanner
	phraseBannerBefore
	phraseBannerSpeed
	phraseClosesIn
	phraseVenueSimulated
	phraseVenueRecorded

	// Venues and liquidations.
	phraseCounters
	phraseCountersLast
	phraseSampled
	phraseUnpublished
	phraseComplete
	phraseLeftOut // and the following, in the order of market.LeftOut
	phraseLeftDated
	phraseLeftQuanto
	phraseLeftUntraded
	phraseLeftAnother
	phraseLeftUnnumbered
	phraseApart
	phraseApartDisputed
	phraseLimits
	phraseLatency
	phraseSmallerOnes
	phraseHappened
	phraseHappenedSampled
	phraseReturning
	phraseReturningWaited

	// Clocks.
	phraseClockAhead
	phraseClockBack
	phraseClockFast
	phraseClockSlow
	phraseZoneUnknown

	// The next hours, and public positions.
	phraseAheadLoading
	phraseAheadComputing
	phraseAheadStale
	phraseObservesNone
	phraseObservedLoading
	phraseBookLoading
	phraseBookRecorded
	phraseBookReplay
	phraseBookBeyond
	phraseBookHollow
	phraseBookDefended
	phraseBookOnWay
	phraseSkillLoading
	phraseChancesLoading
	phraseChanceInDay
	phraseChanceSmall
	phraseExtraBuild

	// Alerts.
	phraseAlertNear
	phraseAlertGrown
	phraseAlertLikely
	phraseAlertWall
	phraseAsObserved
	phraseWallsOff
	phraseAlertThin
	phraseAlertLiquidation
	phraseAlertsNote
	phraseAlertTrial
	phrasePermissionGranted
	phrasePermissionDenied
	phrasePermissionMissing
	phraseDelivered
	phraseDeliveredSilent
	phraseSoundedAlone
	phraseDeliveredNot
	phraseMissed
	phraseRuleNear
	phraseRuleLikely
	phraseRuleThin
	phraseRuleGrown
	phraseRuleLiquidation
	phraseRuleElsewhere
	phraseFiredInside
	phraseFiredNear
	phraseFiredLikely
	phraseFiredThin
	phraseFiredNew
	phraseFiredGrown
	phraseFiredMany
	phraseFiredOne

	// Positions and sizes.
	phraseTooMany
	phrasePositionName
	phrasePositionNameInverse
	phraseCoins
	phraseYourEntry
	phraseYourLoss
	phraseNone
	phrasePassed
	phraseLiquidatedAt
	phraseNever
	phraseBeyondYours
	phraseStandBetween
	phraseNoneOf
	phraseTableInPart
	phraseTiersUnknown
	phraseInverseReckoned
	phraseAlone
	phraseAloneInverse
	phraseAccountFalls
	phraseAccountRises
	phraseAtPlace
	phraseAtNoPrice
	phraseMarginsDiffer
	phraseUntold
	phrasePlan
	phrasePlanBefore
	phrasePlanWhole
	phraseSizingUnsure
	phraseSizingInverse
	phraseSizingNone

	// What is typed.
	phraseFieldEntry
	phraseFieldSize
	phraseFieldLeverage
	phraseFieldMargin
	phraseFieldAccount
	phraseFieldRisk
	phraseFieldAlertMinimum
	phraseFieldAlertShare
	phraseFieldSignificant
	phraseOfField
	phrasePressAgain
	phraseShareWithin
	phraseShareLikely
	phraseShareThin
	phraseShareGrown
	phraseNoNumber
	phraseReadAs

	// Links, settings and files.
	phraseLinkCopied
	phraseLinkInBar
	phraseLinkOfRecording
	phraseLinkHolds
	phraseLinkDamaged
	phraseLinkOther
	phraseLinkUnversioned
	phraseLinkLong
	phraseLinkDisordered
	phraseLinkOpen
	phraseSettingsDamaged
	phraseFurtherComplete
	phraseFurtherSampled
	phraseInterest
	phraseInterestSilent
	phraseSettingsOther
	phraseStorageRefused
	phraseSessionLost
	phrasePictureCopied
	phrasePictureSaved
	phraseCaption

	// What stops.
	phraseEngineStopped
	phraseEngineStops
	phrasePanicked
	phraseUnknown

	// Controls.
	phraseTabClusters
	phraseTabPositions
	phraseTabAlerts
	phraseTabHelp
	phraseTabSkill
	phraseTabCompare
	phraseTabWatch
	phraseTabObserved
	phraseThemeDark
	phraseThemeLight
	phraseThemeSystem
	phraseCandlesQuiet
	phraseCandlesColoured
	phraseCandlesHollow
	phrasePaneVolume
	phrasePanesMissing
	phraseDrawMissing
	phrasePaneInterest
	phrasePaneDelta
	phrasePaneLiquidations
	phrasePaneVolatility
	phrasePaneRSI
	phraseLineAverages
	phraseLineVWAP
	phraseLineBands
	phraseShadingStandout
	phraseShadingDollars
	phraseLegendStandout
	phraseLegendDollars
	phraseShadingReached
	phraseLegendReached
	phraseReachedLoading
	phraseWhyLoading
	phraseCompareLoading
	phraseWatchLoading
	phraseStandsOut
	phraseObserveOff
	phraseObserveSeen
	phraseObserveAlways
	phrasePictureScreen
	phrasePictureTwice

	// What keys do.
	phraseKeyHelp
	phraseKeyTabs
	phraseKeyReplay
	phraseKeySpace
	phraseKeyPlay
	phraseKeyStep
	phraseKeyLive
	phraseKeyMove
	phraseKeyRead
	phraseKeyPin
	phraseKeyZoom
	phraseKeyHome
	phraseKeyEnd

	// Tools, in the order of Tool.
	phraseToolShare
	phraseToolPicture
	phraseToolClustersCSV
	phraseToolClustersJSON
	phraseToolLevelsCSV
	phraseToolLevelsJSON
	phraseToolSession
	phraseToolCopy

	// The steps of the tour.
	phraseTour1
	phraseTour2
	phraseTour3

	// Leverage classes: the distance to liquidation, and what it means on an isolated position.
	phraseClass62
	phraseClass29
	phraseClass12
	phraseClass0

	// The same in short, behind a share.
	phraseDistance62
	phraseDistance29
	phraseDistance12
	phraseDistance0

	// Trading hours, in the order of SessionKind.
	phraseSessionAsia
	phraseSessionLondon
	phraseSessionNewYork
	phraseSessionWeekend

	// Months, in short.
	phraseJanuary
	phraseFebruary
	phraseMarch
	phraseApril
	phraseMay
	phraseJune
	phraseJuly
	phraseAugust
	phraseSeptember
	phraseOctober
	phraseNovember
	phraseDecember
	phrases
)

// words are the phrases in the language in use.
var words = &english

// labels are the texts that stand in the markup, in the language in use by what
// they are in English; none of English itself. wasm/ui/labels.txt lists them.
var labels map[string]string

// Label is a text of the markup in the language in use.
func Label(english string) string {
	if label, ok := labels[english]; ok {
		return label
	}
	return english
}

// say makes a sentence of a phrase.
func say(text string, with ...string) string {
	out := ""
	for {
		at := strings.IndexByte(text, '{')
		if at < 0 || at+2 >= len(text) {
			return out + text
		}
		out += text[:at] + with[text[at+1]-'0']
		text = text[at+3:]
	}
}
