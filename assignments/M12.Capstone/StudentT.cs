using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>Student's t distribution with a whole number of degrees of freedom, in float64.</summary>
/// <remarks>
/// With θ = arctan(|t|/√ν), the probability between −|t| and |t| is a finite sum (Abramowitz and Stegun 1964, <i>Handbook of Mathematical
/// Functions</i>, 26.7.3 and 26.7.4):
/// <code>
/// ν even:  A = sin θ · (1 + 1/2 cos²θ + (1·3)/(2·4) cos⁴θ + … + (1·3···(ν−3))/(2·4···(ν−2)) cos^(ν−2) θ)
/// ν odd:   A = 2/π · (θ + sin θ · (cos θ + 2/3 cos³θ + … + (2·4···(ν−3))/(3·5···(ν−2)) cos^(ν−2) θ)),   ν = 1:  A = 2θ/π
/// </code>
/// </remarks>
public static class StudentT
{
    /// <summary>Gets the probability of a value at least as far from 0 as <paramref name="t"/>, on either side.</summary>
    /// <param name="t">Any number; infinity gives 0, NaN gives NaN.</param>
    /// <param name="degrees">The degrees of freedom ν, at least 1.</param>
    /// <returns>1 − A, from 0 to 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="degrees"/> is below 1.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static double TwoSided(double t, int degrees)
    {
        // TODO M12.E5: the sum above, term by term: each is the one before times cos²θ and a fraction.
        throw new NotImplementedException("M12.E5: the sum above, term by term: each is the one before times cos²θ and a fraction.");
    }

    /// <summary>Gets the t between whose negative and itself a share of the distribution lies: 12.706 for 0.95 and one degree of freedom.</summary>
    /// <param name="confidence">The share, above 0 and below 1.</param>
    /// <param name="degrees">The degrees of freedom, at least 1.</param>
    /// <returns>t, to 11 digits.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static double Critical(double confidence, int degrees)
    {
        // TODO M12.E5: double t until too little is outside, then halve the interval until no number is left in it.
        throw new NotImplementedException("M12.E5: double t until too little is outside, then halve the interval until no number is left in it.");
    }
}
