// An Ajax answer that is no Faces answer comes from a login page or a dead server: show it instead of doing nothing.
document.addEventListener('DOMContentLoaded', function () {
  if (window.jQuery) {
    jQuery(document).on('pfAjaxError', function () {
      window.location.reload();
    });
  }
});

// On a narrow screen the navigation scrolls: the page that is shown must be in sight.
document.addEventListener('DOMContentLoaded', function () {
  var here = document.querySelector('.entry.here');
  if (here) {
    here.scrollIntoView({block: 'nearest', inline: 'center'});
  }
});

// What is set under "Advanced", or wrong there, is to be seen.
function openAdvanced() {
  document.querySelectorAll('details.advanced').forEach(function (details) {
    if (details.dataset.set === 'true' || details.querySelector('.ui-message-error')) {
      details.open = true;
    }
  });
}
document.addEventListener('DOMContentLoaded', function () {
  openAdvanced();
  if (window.jQuery) {
    jQuery(document).on('pfAjaxComplete', openAdvanced);
  }
});

// What is refused may be out of sight, and whoever uses the keyboard goes on where it is.
function showRefused() {
  openAdvanced();
  var reason = document.querySelector('.ui-dialog .field .ui-message-error');
  var field = reason && reason.closest('.field').querySelector('input:not([type=hidden]), select, textarea');
  if (field && field.offsetParent) {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }
}
