// An Ajax answer that is no Faces answer comes from a login page or a dead server: show it instead of doing nothing.
document.addEventListener('DOMContentLoaded', function () {
  if (window.jQuery) {
    jQuery(document).on('pfAjaxError', function () {
      window.location.reload();
    });
  }
});
