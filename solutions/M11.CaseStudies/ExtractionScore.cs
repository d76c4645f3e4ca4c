namespace LLMCourse.M11;

/// <summary>How well values were extracted.</summary>
public static class ExtractionScore
{
    /// <summary>Computes the micro-averaged F1 of fields: 2·TP/(2·TP + FP + FN) over all fields of all documents.</summary>
    /// <remarks>The same value twice is a TP. A value where there should be none is an FP, none where there should be one an FN, and another value than
    /// the right one both. None where there should be none does not count.</remarks>
    /// <param name="predicted">For each document the value of each field, null for none.</param>
    /// <param name="gold">What is right, in the same order.</param>
    /// <returns>The F1, 0 to 1; 1 where nothing counts.</returns>
    /// <exception cref="ArgumentException">The numbers of documents, or of a document's fields, differ.</exception>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public static double FieldF1(IReadOnlyList<IReadOnlyList<string?>> predicted, IReadOnlyList<IReadOnlyList<string?>> gold)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(gold);
        // TODO M11.E6: count TP, FP and FN over everything, then divide once.
        #region Solution
        if (predicted.Count != gold.Count)
            throw new ArgumentException($"predicted has {predicted.Count} documents, but gold {gold.Count}; they must be the same ones.", nameof(predicted));
        long right = 0, given = 0, wanted = 0;
        for (int document = 0; document < gold.Count; document++)
        {
            if (predicted[document].Count != gold[document].Count)
                throw new ArgumentException($"Document {document} has {predicted[document].Count} fields in predicted, but {gold[document].Count} in gold.", nameof(predicted));
            for (int field = 0; field < gold[document].Count; field++)
            {
                string? value = predicted[document][field], truth = gold[document][field];
                if (value is not null) given++;
                if (truth is not null) wanted++;
                if (value is not null && value == truth) right++;
            }
        }

        // given = TP + FP, wanted = TP + FN.
        return given + wanted == 0 ? 1 : 2.0 * right / (given + wanted);
        #endregion
    }
}
