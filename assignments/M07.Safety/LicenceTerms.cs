namespace LLMCourse.M07;

/// <summary>What a licence of open weights says on a few questions. It is no legal advice; read the text before you ship.</summary>
/// <param name="Id">Its name on model cards.</param>
/// <param name="AllowsCommercialUse">Whether it can be used for gain.</param>
/// <param name="MostMonthlyUsers">Above how many users a month another agreement is needed; null where it does not say.</param>
/// <param name="AsksForAttribution">Whether the authors, or the notice, must be named.</param>
/// <param name="Date">The date of this version.</param>
/// <param name="Source">Where its text stands.</param>
public sealed record LicenceTerms(string Id, bool AllowsCommercialUse, long? MostMonthlyUsers, bool AsksForAttribution, DateOnly Date, string Source);
