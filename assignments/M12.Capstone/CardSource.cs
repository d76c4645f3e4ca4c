namespace LLMCourse.M12;

/// <summary>A source of the data, as a card declares it.</summary>
/// <param name="Name">Its name: <c>town-hall</c>.</param>
/// <param name="Licence">The SPDX identifier of its licence: <c>CC-BY-4.0</c>.</param>
/// <param name="Sha256">The SHA-256 of its rows, 64 hexadecimal digits in lower case.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record CardSource(string Name, string Licence, string Sha256, int Rows);
