namespace LLMCourse.Reference.Corpora;

/// <summary>What is wrong with a row of <see cref="NoticeCorpus.Sources"/>.</summary>
public enum NoticeDirt
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The text of another row of the same or of another source, letter for letter.</summary>
    ExactDuplicate,

    /// <summary>The text of another row with one word changed or added: at least 0.8 of the
    /// 3-grams of words are the same (Jaccard).</summary>
    NearDuplicate,

    /// <summary>A sentence with a made-up mail address at a domain reserved for examples.</summary>
    Mail,

    /// <summary>A sentence with a made-up telephone number.</summary>
    Phone,

    /// <summary>A sentence with a made-up card number of 16 digits whose check digit is right (Luhn).</summary>
    Card,

    /// <summary>A sentence with a made-up IBAN whose check digits are right.</summary>
    Iban,

    /// <summary>A sentence with an IPv4 address out of the blocks that are reserved for documentation.</summary>
    Address,

    /// <summary>A line of a web page around the notice: a cookie banner, "Read more".</summary>
    Boilerplate,

    /// <summary>HTML tags and character references.</summary>
    Html,

    /// <summary>Four words or fewer.</summary>
    TooShort,

    /// <summary>Hardly any letters.</summary>
    Symbols,

    /// <summary>Nothing, or spaces alone.</summary>
    Empty,
}
