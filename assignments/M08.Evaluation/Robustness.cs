namespace LLMCourse.M08;

/// <summary>How much of a score survives other words and wrong labels.</summary>
public static class Robustness
{
    /// <summary>Computes the share of items whose paraphrases all got the same answer.</summary>
    /// <param name="answers">For each item the answers to its paraphrases, at least one; at least one item.</param>
    /// <returns>From 0 to 1. Answers are the same where their characters are. An item with one paraphrase agrees with itself.</returns>
    /// <exception cref="ArgumentException">There is no item, or an item has no answer.</exception>
    [Exercise("M08.E7")]
    public static double Consistency(IReadOnlyList<IReadOnlyList<string>> answers)
    {
        // TODO M08.E7: count the items with a single different answer.
        throw new NotImplementedException("M08.E7: count the items with a single different answer.");
    }

    /// <summary>Bounds the true accuracy where a share of the labels is wrong.</summary>
    /// <param name="accuracy">The accuracy by the labels, from 0 to 1.</param>
    /// <param name="noise">The share of labels that are wrong, from 0 to 1. Nobody knows which.</param>
    /// <returns>
    /// The least and the greatest possible share of items whose answer is truly right. At a wrong label, an answer that agrees with it is
    /// wrong for certain; one that does not may be right or not, and the true label may be the answer to as many of these as there are. So
    /// the true accuracy is at least accuracy − noise, and at most accuracy + noise, within 0 to 1.
    /// </returns>
    /// <exception cref="ArgumentException">A share is NaN or not from 0 to 1.</exception>
    /// <remarks>Northcutt, Athalye and Mueller 2021 found 3.3 % of the labels of ten common test sets wrong
    /// (<see href="https://arxiv.org/abs/2103.14749"/>).</remarks>
    [Exercise("M08.E7")]
    public static ConfidenceInterval UnderLabelNoise(double accuracy, double noise)
    {
        // TODO M08.E7: think of the worst and of the best case for the answers at wrong labels.
        throw new NotImplementedException("M08.E7: think of the worst and of the best case for the answers at wrong labels.");
    }
}
