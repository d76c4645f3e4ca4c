namespace LLMCourse.M08;

/// <summary>What two different ratings have to do with each other. Given.</summary>
public enum MeasurementLevel
{
    /// <summary>Ratings are names: they are the same or not. δ² is 0 or 1.</summary>
    Nominal,

    /// <summary>Ratings are numbers whose differences count. δ² is the square of the difference.</summary>
    Interval,
}
