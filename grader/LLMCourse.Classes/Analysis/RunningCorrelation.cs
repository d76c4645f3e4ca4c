namespace LLMCourse.Classes.Analysis;

/// <summary>The correlation of pairs that come one at a time; nothing of them is kept.</summary>
/// <remarks>Welford's update, extended to the co-moment (Welford 1962; Chan, Golub and LeVeque 1983): sums of squares would cancel where
/// the spread is small.</remarks>
internal sealed class RunningCorrelation
{
    // Shares of points that are equal on paper may differ in their last bits; no real difference is as small as this.
    private const double NoSpread = 1e-12;

    private double _meanX, _meanY, _squaresX, _squaresY, _products;

    /// <summary>Gets how many pairs there were.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the mean of the first members; 0 without any.</summary>
    public double MeanX => _meanX;

    /// <summary>Gets Pearson's correlation, -1 to 1; null where a side does not vary. With a first member of 0 or 1 it is the
    /// point-biserial correlation.</summary>
    public double? Value
    {
        get
        {
            if (Count < 2 || _squaresX / Count < NoSpread || _squaresY / Count < NoSpread) return null;
            return Math.Clamp(_products / Math.Sqrt(_squaresX * _squaresY), -1, 1);
        }
    }

    /// <summary>Adds a pair.</summary>
    public void Add(double x, double y)
    {
        Count++;
        double dx = x - _meanX, dy = y - _meanY;
        _meanX += dx / Count;
        _meanY += dy / Count;
        _squaresX += dx * (x - _meanX);
        _squaresY += dy * (y - _meanY);
        _products += dx * (y - _meanY);
    }
}
