"""The GraphQL documents that are asked."""

_VALUE = """
fragment Value on MetricValue {
  metric { key name unit definition formula }
  value status
  coverage { measured expected unit }
  asOf reason basis
  bounds { lower upper }
  change { previous absolute relative }
}
"""
OVERVIEW = (
    """
query Overview($userId: ID!, $period: PeriodInput, $compareTo: ComparisonInput, $attribution: Attribution) {
  user(userId: $userId) {
    userId name timeZone
    accounts { id platform handle label status }
    overview(period: $period, compareTo: $compareTo, attribution: $attribution) {
      period { start end timeZone days }
      comparedTo { start end }
      sample
      totalFollowers { ...Value }
      followersNet { ...Value }
      growthRate { ...Value }
      totalEngagement { ...Value }
      averageEngagementRate { ...Value }
      postsPublished { ...Value }
      views { ...Value }
      impressions { ...Value }
      reach { ...Value }
    }
  }
}
"""
    + _VALUE
)
SIGNIFICANCE = """
query Significance($userId: ID!, $period: PeriodInput, $compareTo: ComparisonInput) {
  user(userId: $userId) {
    overview(period: $period, compareTo: $compareTo, attribution: PUBLISHED) {
      totalEngagement { value change { previous significance { verdict ratio lower upper pValue } } }
      averageEngagementRate { value change { previous significance { verdict ratio lower upper pValue } } }
    }
  }
}
"""
SERIES = """
query Series(
  $userId: ID!, $metrics: [MetricKey!]!, $period: PeriodInput, $granularity: Granularity! = DAY,
  $attribution: Attribution, $groupBy: [Dimension!], $filter: ContentFilter, $asOf: DateTime, $ageHours: Float
) {
  user(userId: $userId) {
    series(
      metrics: $metrics, granularity: $granularity, period: $period, attribution: $attribution,
      groupBy: $groupBy, filter: $filter, asOf: $asOf, ageHours: $ageHours
    ) {
      metric { key name unit }
      group { dimension value label }
      label labels values previous notes
    }
  }
}
"""
CONTENT = (
    """
query Content($userId: ID!, $first: Int!, $filter: ContentFilter, $orderBy: ContentOrder) {
  user(userId: $userId) {
    content(first: $first, filter: $filter, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          id postId platform contentType postedAt text url deletedAt
          account { label status }
          engagements { ...Value }
          engagementRate { ...Value }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
    + _VALUE
)
COMPARISON = (
    """
query Comparison($userId: ID!, $metrics: [MetricKey!], $period: PeriodInput, $compareTo: ComparisonInput) {
  user(userId: $userId) {
    comparison(metrics: $metrics, by: PLATFORM, period: $period, compareTo: $compareTo, attribution: RECEIVED) {
      rows { total { ...Value } groups { group { value } label value { ...Value } } }
    }
  }
}
"""
    + _VALUE
)
BEST_TIMES = """
query BestTimes($userId: ID!, $period: PeriodInput) {
  user(userId: $userId) {
    bestTimes(period: $period) {
      state posts effectivePosts weeks timeZone controlledFor persistence drift model caveat
      slots { weekend startHour endHour effect { posts lift lower upper probability } }
      untried { weekend startHour endHour }
    }
  }
}
"""
RECOMMENDATIONS = """
query Recommendations($userId: ID!, $period: PeriodInput) {
  user(userId: $userId) {
    recommendations(period: $period) { kind state text posts weeks effect { lift lower upper probability } }
  }
}
"""
CHART = """
query Chart($userId: ID!, $metrics: [MetricKey!], $period: PeriodInput) {
  user(userId: $userId) {
    chart(kind: TIME_SERIES, metrics: $metrics, period: $period, attribution: PUBLISHED) {
      title subtitle labels notes
      datasets { label metric unit data statuses }
    }
  }
}
"""
