namespace Parley.Contracts.Unicode;

/// <summary>Korean syllables, which normalize by arithmetic (The Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int FirstSyllable = 0xac00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFirstTail = 0x11a7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    public static bool IsSyllable(int codePoint) => codePoint is >= FirstSyllable and < FirstSyllable + (Leads * Vowels * Tails);

    public static int[] Decompose(int syllable)
    {
        var index = syllable - FirstSyllable;
        var lead = FirstLead + (index / (Vowels * Tails));
        var vowel = FirstVowel + (index % (Vowels * Tails) / Tails);
        var tail = index % Tails;
        return tail == 0 ? [lead, vowel] : [lead, vowel, BeforeFirstTail + tail];
    }

    public static bool TryCompose(int first, int second, out int composite)
    {
        composite = 0;
        if (first is >= FirstLead and < FirstLead + Leads && second is >= FirstVowel and < FirstVowel + Vowels)
            composite = FirstSyllable + ((((first - FirstLead) * Vowels) + (second - FirstVowel)) * Tails);
        else if (IsSyllable(first) && (first - FirstSyllable) % Tails == 0 && second is > BeforeFirstTail and < BeforeFirstTail + Tails)
            composite = first + (second - BeforeFirstTail);
        return composite != 0;
    }
}
