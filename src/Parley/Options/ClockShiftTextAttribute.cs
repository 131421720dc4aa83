using System.ComponentModel.DataAnnotations;

namespace Parley.Host.Options;

/// <summary>The value reads as a <see cref="ClockShift"/>, or is null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ClockShiftTextAttribute : ValidationAttribute
{
    public ClockShiftTextAttribute() => ErrorMessage = ClockShift.Accepted;

    public override bool IsValid(object? value) => value is null || (value is string text && ClockShift.TryParse(text, out _));
}
