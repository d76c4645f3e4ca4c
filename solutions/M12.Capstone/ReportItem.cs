namespace LLMCourse.M12;

/// <summary>An item of the test set, with what the model made of it.</summary>
/// <param name="Id">Its id, without line breaks.</param>
/// <param name="Gold">The right label.</param>
/// <param name="Predicted">The model's label; the item has failed where the two differ.</param>
public sealed record ReportItem(string Id, string Gold, string Predicted);
